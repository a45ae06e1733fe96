namespace Webhost.Bench.Measuring;

/// <summary>Measures several servers over one connection at a time, in turns of short batches, so that what disturbs the machine disturbs all alike.</summary>
internal static class Alternating
{
    private const int WarmUpBatch = 500;

    /// <summary>The latencies of each server.</summary>
    public static async Task<IReadOnlyList<Series>> MeasureAsync(IReadOnlyList<Target> targets, Turns turns, CancellationToken cancellationToken)
    {
        foreach (Target target in targets)
            await WarmUpAsync(target, turns.WarmUp, cancellationToken);
        List<double>[] latencies = [.. targets.Select(_ => new List<double>(turns.Rounds * turns.Batch))];
        for (int round = 0; round < turns.Rounds; round++)
        {
            for (int turn = 0; turn < targets.Count; turn++)
            {
                // Who goes first changes too.
                int index = (turn + round) % targets.Count;
                latencies[index].AddRange(await TakeTurnAsync(targets[index], round, turns.Batch, cancellationToken));
            }
        }

        return [.. targets.Select((target, index) => new Series(target.Name, latencies[index]))];
    }

    private static async Task WarmUpAsync(Target target, int requests, CancellationToken cancellationToken)
    {
        // Rounds before the first one: what they leave in a session is no round's.
        for (int left = requests, round = -1; left > 0; left -= WarmUpBatch, round--)
            await TakeTurnAsync(target, round, Math.Min(WarmUpBatch, left), cancellationToken);
    }

    private static async Task<double[]> TakeTurnAsync(Target target, int round, int requests, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A connection that waited for its next turn would be closed some time. The first request on a new one doesn't count.
        using KeepAliveConnection connection = new(target.Address);
        connection.Measure(target.Call(round), 1);
        double[] latencies = connection.Measure(target.Call(round), requests);
        await target.SettleAsync(cancellationToken);
        return latencies;
    }
}
