namespace Webhost.Core.Limits;

/// <summary>What an invocation of one agent uses, on a moving average. Calls may race: an average may lose one of its samples.</summary>
internal sealed class AgentUse(long tokens, long computeMs, long costNanos)
{
    private const int Weight = 4;
    private const int NanosPerMicro = 1_000;

    private long tokens = tokens;
    private long computeMs = computeMs;
    private long costNanos = costNanos;
    private bool learned;

    /// <summary>What to reserve for the next one: at least one of each measure, so that nothing is free when there is nothing left.</summary>
    public QuotaAmounts Estimate => new(
        1,
        Math.Max(1, Volatile.Read(ref tokens)),
        Math.Max(1, Volatile.Read(ref computeMs)),
        Math.Max(1, (Volatile.Read(ref costNanos) + NanosPerMicro - 1) / NanosPerMicro));

    /// <summary>Learns what one has used. The first takes the place of the guess.</summary>
    public void Learn(long usedTokens, long usedComputeMs, long usedCostNanos)
    {
        var weight = Volatile.Read(ref learned) ? Weight : 1;
        Volatile.Write(ref learned, true);
        Approach(ref tokens, usedTokens, weight);
        Approach(ref computeMs, usedComputeMs, weight);
        Approach(ref costNanos, usedCostNanos, weight);
    }

    private static void Approach(ref long average, long sample, int weight)
    {
        var present = Volatile.Read(ref average);
        Volatile.Write(ref average, present + ((sample - present) / weight));
    }
}
