using Webhost.Core.Csv;

namespace Webhost.Core.Tests.Csv;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(null, "")]
    [InlineData("-1.5", "-1.5")]
    public void A_cell_is_quoted_where_it_must_be(string? cell, string written) => Assert.Equal($"x,{written}\r\n", CsvText.Line("x", cell));

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+1+cmd", "'+1+cmd")]
    [InlineData("-1+cmd", "'-1+cmd")]
    [InlineData("@sum", "'@sum")]
    public void A_cell_that_a_spreadsheet_would_run_is_made_text(string cell, string written) => Assert.Equal($"{written}\r\n", CsvText.Line(cell));

    [Fact]
    public void An_empty_first_cell_keeps_its_place() => Assert.Equal(",b\r\n", CsvText.Line("", "b"));
}
