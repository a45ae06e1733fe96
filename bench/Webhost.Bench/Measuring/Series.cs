namespace Webhost.Bench.Measuring;

/// <summary>Latencies of one thing, in microseconds, sorted.</summary>
internal sealed class Series
{
    private readonly double[] _sorted;

    public Series(string name, IEnumerable<double> microseconds)
    {
        Name = name;
        _sorted = [.. microseconds.Order()];
        PerSecond = 1_000_000 / _sorted.Average();
    }

    public string Name { get; }

    public int Count => _sorted.Length;

    /// <summary>Requests a second: on one connection unless told otherwise.</summary>
    public double PerSecond { get; init; }

    /// <summary>The server's processor time for one request; null where it was not taken.</summary>
    public double? ProcessorMicroseconds { get; init; }

    /// <summary>The value that the given share of the latencies doesn't exceed.</summary>
    public double Percentile(double share) => _sorted[(int)Math.Ceiling(share * (_sorted.Length - 1))];
}
