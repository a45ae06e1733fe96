namespace Webhost.Cli.Metrics;

/// <summary>A row of numbers as a tiny bar chart.</summary>
internal static class Sparkline
{
    private const int MaximumWidth = 60;
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>One character for each value; long rows are summed into at most 60. Zero is a space's worth of line, the greatest value a full block.</summary>
    public static string Of(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var width = (int)Math.Ceiling(all.Length / (double)MaximumWidth);
        var sums = width <= 1 ? all : [.. all.Chunk(width).Select(chunk => chunk.Sum())];
        var greatest = sums.DefaultIfEmpty().Max();
        return string.Concat(sums.Select(value => Bars[greatest <= 0 ? 0 : (int)Math.Ceiling(value / greatest * (Bars.Length - 1))]));
    }
}
