using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts.Internal;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.Artifacts;

/// <summary>Reads and checks <c>agent.config.json</c> (master spec §15.2–15.3). Comments and trailing commas are allowed.</summary>
public static class ManifestReader
{
    private const int MaximumBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>
    /// Reads the manifest of an unpacked archive. Failure: <see cref="Failure.Invalid"/> with every problem at once, each with its path and a way to mend it.
    /// The framework is the manifest's, or else the one that the package files tell; null when neither says.
    /// </summary>
    /// <param name="sourceDirectory">The manifest's folder.</param>
    /// <param name="runtime">The runtime that the agent is set to.</param>
    /// <param name="capabilities">That runtime's capabilities.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Result<ManifestReading>> ReadAsync(string sourceDirectory, string runtime, RuntimeCapabilities capabilities, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(sourceDirectory, AgentManifest.FileName));
        if (!file.Exists)
        {
            return Failure.Invalid.All([new Problem(AgentManifest.FileName, ManifestExample.Missing(runtime, capabilities))]);
        }

        if (file.Length > MaximumBytes)
        {
            return Failure.Invalid.All([new Problem(AgentManifest.FileName, $"The manifest is larger than {ByteSize.Format(MaximumBytes)}. Keep only the members that the manifest knows.")]);
        }

        try
        {
            var bytes = (ReadOnlyMemory<byte>)await File.ReadAllBytesAsync(file.FullName, cancellationToken);

            if (!Utf8.IsValid(bytes.Span))
            {
                return Failure.Invalid.All([new Problem(AgentManifest.FileName, "The manifest is not in UTF-8. Save it with that encoding.")]);
            }

            // Editors on Windows like to begin a file with a mark of its encoding.
            using var document = JsonDocument.Parse(bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes, Options);
            var checks = new ManifestChecks(document.RootElement, sourceDirectory, runtime, capabilities);
            return checks.Run();
        }
        catch (JsonException exception)
        {
            return Failure.Invalid.All([new Problem(
                AgentManifest.FileName,
                $"The manifest is not JSON: there is a mistake in line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}. {ManifestExample.Text(runtime, capabilities)}")]);
        }
        catch (InvalidOperationException)
        {
            // Texts are taken out of their escapes only when they are read.
            return Failure.Invalid.All([new Problem(AgentManifest.FileName, "A text of the manifest holds half a character, such as '\\ud83d' alone. Write the whole character.")]);
        }
    }
}
