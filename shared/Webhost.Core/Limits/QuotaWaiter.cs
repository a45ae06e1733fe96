using Webhost.Core.Results;

namespace Webhost.Core.Limits;

/// <summary>A caller who waits until quota is taken for it.</summary>
internal sealed class QuotaWaiter(QuotaAmounts estimate, AgentUse agent) : TaskCompletionSource<Result<QuotaReservation>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public QuotaAmounts Estimate { get; } = estimate;

    public AgentUse Agent { get; } = agent;

    /// <summary>What was reserved for it; null while it waits, and when it was refused.</summary>
    public QuotaReservation? Granted { get; set; }
}
