using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Webhost.Core.Csv;

namespace Webhost.Functions.Http;

/// <summary>Answers with tables and lists that are written as they are read, however long they are.</summary>
internal static class Export
{
    /// <summary>The media type of tables.</summary>
    public const string Csv = "text/csv";

    /// <summary>The media type of lists with an item on each line.</summary>
    public const string JsonLines = "application/x-ndjson";

    private const int FlushAt = 16 * 1024;

    /// <summary>Whether the client asks for a media type.</summary>
    public static bool Wants(this HttpRequest request, string mediaType) => request.Headers.Accept.ToString().Contains(mediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>A table for spreadsheets.</summary>
    public static Task<IResult> TableAsync<T>(string fileName, IReadOnlyList<string> columns, IAsyncEnumerable<T> items, Func<T, IReadOnlyList<string?>> cells) =>
        LinesAsync($"{Csv}; charset=utf-8", $"{fileName}.csv", CsvText.Line(columns), items, item => CsvText.Line(cells(item)));

    /// <summary>A list for programs.</summary>
    public static Task<IResult> ListAsync<T>(string fileName, IAsyncEnumerable<T> items) =>
        LinesAsync(JsonLines, $"{fileName}.ndjson", head: null, items, item => JsonSerializer.Serialize(item, ApiJson.TypeInfo<T>()) + "\n");

    // The first item is read here: results are written past all middleware, where trouble can't be answered with an error any more.
    private static async Task<IResult> LinesAsync<T>(string contentType, string fileName, string? head, IAsyncEnumerable<T> items, Func<T, string> lineOf)
    {
        var open = items.GetAsyncEnumerator();
        try
        {
            return new Lines<T>(contentType, fileName, head, open, await open.MoveNextAsync(), lineOf);
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    private sealed record Lines<T>(string ContentType, string FileName, string? Head, IAsyncEnumerator<T> Items, bool Any, Func<T, string> LineOf) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var items = Items;
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = ContentType;
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentDisposition = $"attachment; filename=\"{FileName}\"";
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            var pending = Head is null ? 0 : Encoding.UTF8.GetBytes(Head, response.BodyWriter);
            for (var any = Any; any; any = await items.MoveNextAsync())
            {
                pending += Encoding.UTF8.GetBytes(LineOf(items.Current), response.BodyWriter);
                if (pending >= FlushAt)
                {
                    await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
                    pending = 0;
                }
            }

            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }
    }
}
