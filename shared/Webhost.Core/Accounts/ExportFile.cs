using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Webhost.Core.Accounts;

/// <summary>A file of an export, which is written in pieces: a long list may go on in another process.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="WriteAsync">Writes on from a cursor until the file or the time is over; returns where it goes on, null at its end.</param>
internal sealed record ExportFile(string Name, Func<Stream, string?, Func<bool>, CancellationToken, Task<string?>> WriteAsync)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>A list that comes in pages, an item on each line.</summary>
    public static ExportFile Pages<T>(string name, Func<string?, CancellationToken, Task<(IReadOnlyList<T> Items, string? NextCursor)>> read, JsonTypeInfo<T> type) => new(
        name,
        async (stream, cursor, isOver, cancellationToken) =>
        {
            do
            {
                var (items, next) = await read(cursor, cancellationToken);
                foreach (var item in items)
                {
                    await WriteLineAsync(stream, item, type, cancellationToken);
                }

                cursor = next;
            }
            while (cursor is not null && !isOver());

            return cursor;
        });

    /// <summary>A list of a length that is bounded, an item on each line.</summary>
    public static ExportFile Lines<T>(string name, Func<CancellationToken, IAsyncEnumerable<T>> read, JsonTypeInfo<T> type) => Whole(name, async (stream, cancellationToken) =>
    {
        await foreach (var item in read(cancellationToken).WithCancellation(cancellationToken))
        {
            await WriteLineAsync(stream, item, type, cancellationToken);
        }
    });

    /// <summary>One document.</summary>
    public static ExportFile Document<T>(string name, Func<CancellationToken, Task<T>> read, JsonTypeInfo<T> type) =>
        Whole(name, async (stream, cancellationToken) => await JsonSerializer.SerializeAsync(stream, await read(cancellationToken), type, cancellationToken));

    /// <summary>A text.</summary>
    public static ExportFile Text(string name, Func<string> text) =>
        Whole(name, (stream, cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes(text()), cancellationToken).AsTask());

    private static ExportFile Whole(string name, Func<Stream, CancellationToken, Task> write) => new(
        name,
        async (stream, _, _, cancellationToken) =>
        {
            await write(stream, cancellationToken);
            return null;
        });

    private static async Task WriteLineAsync<T>(Stream stream, T item, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, item, type, cancellationToken);
        await stream.WriteAsync(NewLine, cancellationToken);
    }
}
