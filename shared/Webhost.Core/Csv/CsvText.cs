using System.Buffers;
using System.Globalization;
using System.Text;

namespace Webhost.Core.Csv;

/// <summary>Writes lines of CSV (RFC 4180), safe to be opened in a spreadsheet: a text that it would run as a formula is made plain text.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>A line with its end.</summary>
    public static string Line(params IEnumerable<string?> cells)
    {
        var line = new StringBuilder();
        var separator = string.Empty;
        foreach (var cell in cells)
        {
            Append(line.Append(separator), cell ?? string.Empty);
            separator = ",";
        }

        return line.Append("\r\n").ToString();
    }

    private static void Append(StringBuilder line, string cell)
    {
        var text = IsFormula(cell) ? $"'{cell}" : cell;
        if (text.AsSpan().ContainsAny(Quoted))
        {
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            line.Append(text);
        }
    }

    private static bool IsFormula(string cell) => cell.Length > 0
        && (cell[0] is '=' or '@' or '\t' or '\r' || (cell[0] is '+' or '-' && !decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)));
}
