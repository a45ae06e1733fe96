using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Metrics;

namespace Webhost.Core.Tests.Metrics;

public sealed class DurationHistogramTests
{
    private static readonly double[] Shares = [0.0, 0.5, 0.95, 0.99, 1.0];

    [Fact]
    public void Percentiles_are_within_three_percent_of_the_exact_ones() => Prop.ForAll(
        Gen.Choose(0, 10_000_000).NonEmptyListOf().ToArbitrary(),
        durations =>
        {
            var histogram = new DurationHistogram();
            foreach (var duration in durations)
            {
                histogram.Add(duration);
            }

            var sorted = durations.Order().ToArray();
            return Shares.All(share =>
            {
                var exact = sorted[Math.Max(0, (int)Math.Ceiling((share * sorted.Length) - 1e-9) - 1)];
                var read = histogram.Percentile(share)!.Value;
                return Math.Abs(read - exact) <= Math.Max(0.6, exact * 0.03);
            });
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Sums_of_histograms_read_like_one_of_all() => Prop.ForAll(
        Gen.Choose(0, 100_000).ListOf().Two().ToArbitrary(),
        pair =>
        {
            var (left, right) = (pair.Item1, pair.Item2);
            var (first, second, all) = (Of(left), Of(right), Of([.. left, .. right]));
            first.Add(second.Buckets);
            return Shares.All(share => Nullable.Equals(first.Percentile(share), all.Percentile(share)));
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Nothing_has_no_percentiles() => Assert.Null(new DurationHistogram().Percentile(0.5));

    [Fact]
    public void One_duration_is_every_percentile() => Assert.All(Shares, share => Assert.Equal(Of([1]).Percentile(0.5), Of([1]).Percentile(share)));

    private static DurationHistogram Of(IEnumerable<int> durations)
    {
        var histogram = new DurationHistogram();
        foreach (var duration in durations)
        {
            histogram.Add(duration);
        }

        return histogram;
    }
}
