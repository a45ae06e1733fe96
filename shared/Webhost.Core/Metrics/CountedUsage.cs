using Webhost.Core.Providers;

namespace Webhost.Core.Metrics;

/// <summary>What only some runtimes count, and their prices tell of.</summary>
/// <param name="DurableObjectOps">Durable Object operations.</param>
/// <param name="WorkersAICalls">Workers AI calls.</param>
/// <param name="SessionDurationMs">Milliseconds that sessions lived.</param>
/// <param name="BrowserInteractions">Browser interactions.</param>
public sealed record CountedUsage(long DurableObjectOps, long WorkersAICalls, long SessionDurationMs, long BrowserInteractions)
{
    /// <summary>Nothing.</summary>
    public static readonly CountedUsage None = new(0, 0, 0, 0);

    /// <summary>What is counted so of a use.</summary>
    public static CountedUsage Of(UsageQuantities usage) => new(usage.DurableObjectOps, usage.WorkersAICalls, usage.SessionDurationMs, usage.BrowserInteractions);

    /// <summary>The sum of two.</summary>
    public static CountedUsage operator +(CountedUsage left, CountedUsage right) => new(
        left.DurableObjectOps + right.DurableObjectOps,
        left.WorkersAICalls + right.WorkersAICalls,
        left.SessionDurationMs + right.SessionDurationMs,
        left.BrowserInteractions + right.BrowserInteractions);
}
