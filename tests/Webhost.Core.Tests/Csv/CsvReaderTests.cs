using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Csv;

namespace Webhost.Core.Tests.Csv;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\r\nc,d\r\n", "a|b;c|d")]
    [InlineData("a,b\nc,d", "a|b;c|d")]
    [InlineData("\"a,1\",\"say \"\"hi\"\"\"\n", "a,1|say \"hi\"")]
    [InlineData("\"two\r\nlines\",x", "two\r\nlines|x")]
    [InlineData("a,\n,\n", "a|;|")]
    [InlineData("\n\na\n\n", "a")]
    [InlineData("a,b\rc,\"d\"\re,\"f\rg\"", "a|b;c|d;e|f\rg")]
    [InlineData("", "")]
    public async Task Rows_are_read_as_they_are_written(string text, string rows) => Assert.Equal(rows, string.Join(';', (await ReadAsync(text)).Select(row => string.Join('|', row))));

    [Theory]
    [InlineData("a,\"b")]
    [InlineData("a,\"b\"c\n")]
    public async Task What_is_no_csv_is_refused_with_its_row(string text) =>
        Assert.Contains("ow 1", (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_row_without_an_end_does_not_fill_the_memory() =>
        Assert.Contains("longer than", (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new string('x', 2_000_000)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        var cell = Gen.Elements("", "plain", "a,b", "\"", "x\r\ny", "\n", "ä€😀", " ").Or(Gen.Elements('a', '"', ',', '\n').ArrayOf().Select(letters => new string(letters)));
        foreach (var rows in cell.ListOf(4).ListOf(20).Sample(50, 10))
        {
            var text = string.Concat(rows.Select(row => CsvText.Line(row)));

            // Of a carriage return by itself nothing is kept: it is the end of a line elsewhere.
            Assert.Equal(rows.Select(row => string.Join('|', row)), (await ReadAsync(text)).Select(row => string.Join('|', row)));
        }
    }

    private static async Task<List<IReadOnlyList<string>>> ReadAsync(string text)
    {
        var rows = new List<IReadOnlyList<string>>();
        await foreach (var row in CsvReader.ReadAsync(new StringReader(text), default))
        {
            rows.Add(row);
        }

        return rows;
    }
}
