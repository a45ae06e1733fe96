namespace Webhost.Bench.Measuring;

/// <summary>The figures of several things that were measured in turns.</summary>
/// <param name="Title">What was measured, and how.</param>
/// <param name="Series">The figures of each.</param>
/// <param name="Baselines">The names of those that the others are compared to.</param>
internal sealed record Table(string Title, IReadOnlyList<Series> Series, params IReadOnlyList<string> Baselines)
{
    /// <summary>Whether requests a second are compared, rather than median latencies.</summary>
    public bool ComparesThroughput { get; init; }

    /// <summary>Whether latencies are told in milliseconds, rather than microseconds.</summary>
    public bool Milliseconds { get; init; }
}
