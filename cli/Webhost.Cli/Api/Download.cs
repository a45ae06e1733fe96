using System.Net.Http.Headers;
using System.Text;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Api;

/// <summary>Writes an answer that is a file to standard output as it comes.</summary>
internal static class Download
{
    public const string Csv = "text/csv";
    public const string JsonLines = "application/x-ndjson";

    private const int BufferSize = 16 * 1024;

    /// <summary>Reads a resource in a media type and writes it as the result.</summary>
    public static async Task RunAsync(CommandContext context, string path, string mediaType, CancellationToken cancellationToken)
    {
        using var response = await context.Api.OpenAsync(new ApiRequest(HttpMethod.Get, path) { Accept = new MediaTypeWithQualityHeaderValue(mediaType) }, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        var buffer = new char[BufferSize];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            // The lines of a table end as files do; a terminal would show the carriage return.
            var text = new string(buffer, 0, read);
            context.Terminal.Text(context.Host.OutputIsTerminal ? text.Replace("\r", string.Empty, StringComparison.Ordinal) : text);
        }
    }
}
