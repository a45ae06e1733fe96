namespace Webhost.Core.Limits;

/// <summary>
/// The most that an invocation of one agent used of late: more is taken over at once, less is approached slowly, so that an answer seldom uses more than was
/// reserved for it. Calls may race: a sample may be lost.
/// </summary>
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

    private static void Approach(ref long most, long sample, int weight)
    {
        var present = Volatile.Read(ref most);
        Volatile.Write(ref most, sample >= present ? sample : present + ((sample - present) / weight));
    }
}
