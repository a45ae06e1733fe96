namespace Webhost.Bench.Measuring;

/// <summary>Latencies of one thing, in microseconds, sorted.</summary>
internal sealed class Series
{
    private readonly double[] _sorted;

    public Series(string name, IEnumerable<double> microseconds)
    {
        Name = name;
        _sorted = [.. microseconds.Order()];
    }

    public string Name { get; }

    public int Count => _sorted.Length;

    /// <summary>Requests a second on one connection.</summary>
    public double PerSecond => 1_000_000 / _sorted.Average();

    /// <summary>The value that the given share of the latencies doesn't exceed.</summary>
    public double Percentile(double share) => _sorted[(int)Math.Ceiling(share * (_sorted.Length - 1))];
}
