using System.Runtime.CompilerServices;

namespace Webhost.Core.Csv;

/// <summary>Reads CSV (RFC 4180) row by row, however long the file is. A row that is longer than any honest one ends the reading.</summary>
public static class CsvReader
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The rows in order; blank lines are left out.</summary>
    /// <exception cref="InvalidDataException">The text is no CSV; the message says in which row.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync(TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[BufferSize];
        var row = new CsvRow();
        int length;
        while ((length = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (var position = 0; position < length; position++)
            {
                if (row.Take(buffer[position]) && row.TakeCells() is { } cells)
                {
                    yield return cells;
                }
            }
        }

        row.End();
        if (row.TakeCells() is { } last)
        {
            yield return last;
        }
    }
}
