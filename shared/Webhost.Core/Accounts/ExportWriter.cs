using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Webhost.Core.Accounts;

/// <summary>Writes files into an archive, one after the other and never whole in memory.</summary>
public sealed class ExportWriter(ZipArchive archive)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Writes a list, an item on each line.</summary>
    public Task WriteAsync<T>(string name, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken) => WriteAsync(
        name,
        async stream =>
        {
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                await JsonSerializer.SerializeAsync(stream, item, type, cancellationToken);
                await stream.WriteAsync(NewLine, cancellationToken);
            }
        },
        cancellationToken);

    /// <summary>Writes one document.</summary>
    public Task WriteAsync<T>(string name, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WriteAsync(name, stream => JsonSerializer.SerializeAsync(stream, value, type, cancellationToken), cancellationToken);

    /// <summary>Writes a text.</summary>
    public Task WriteTextAsync(string name, string text, CancellationToken cancellationToken) =>
        WriteAsync(name, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask(), cancellationToken);

    private async Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var stream = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            await write(stream);
        }
    }
}
