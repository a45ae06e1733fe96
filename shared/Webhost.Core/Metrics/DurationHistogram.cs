namespace Webhost.Core.Metrics;

/// <summary>Counts of durations in buckets that are about 5 % wide, so that percentiles of any window can be read from sums.</summary>
public sealed class DurationHistogram
{
    private const double Growth = 1.05;
    private static readonly double LogGrowth = Math.Log(Growth);

    private readonly SortedDictionary<int, long> buckets = [];

    /// <summary>The counts by bucket.</summary>
    public IReadOnlyDictionary<int, long> Buckets => buckets;

    /// <summary>Adds one duration in milliseconds.</summary>
    public void Add(long milliseconds) => Add(BucketOf(milliseconds), 1);

    /// <summary>Adds counts.</summary>
    public void Add(IReadOnlyDictionary<int, long> counts)
    {
        foreach (var (bucket, count) in counts)
        {
            Add(bucket, count);
        }
    }

    /// <summary>The duration that a share of all does not exceed, in milliseconds; null when there is none.</summary>
    /// <param name="share">0 to 1.</param>
    public double? Percentile(double share)
    {
        var total = buckets.Values.Sum();
        if (total == 0)
        {
            return null;
        }

        var rank = (long)Math.Ceiling((share * total) - 1e-9);
        var seen = 0L;
        foreach (var (bucket, count) in buckets)
        {
            seen += count;
            if (seen >= rank)
            {
                return ValueOf(bucket);
            }
        }

        return ValueOf(buckets.Keys.Last());
    }

    private static int BucketOf(long milliseconds) => milliseconds <= 0 ? 0 : 1 + (int)Math.Floor(Math.Log(milliseconds) / LogGrowth);

    private static double ValueOf(int bucket) => bucket == 0 ? 0 : Math.Round(Math.Pow(Growth, bucket - 0.5), 1);

    private void Add(int bucket, long count) => buckets[bucket] = buckets.GetValueOrDefault(bucket) + count;
}
