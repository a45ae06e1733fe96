using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Invocation;

/// <summary>
/// Ends an invocation that uses more than was reserved for it when nothing is left of a limit, so that an answer that turns out to be long does not run on at its end. What it has used is
/// reserved as it goes, and so counts for all who come meanwhile.
/// </summary>
internal sealed class InvocationLimit(PreparedInvocation invocation, CancellationTokenSource stop, QuotaGate quotas, UserDirectory users, PlanCatalog plans) : IDisposable
{
    private readonly Lock gate = new();
    private Task? ending;
    private bool ended;

    /// <summary>Why the invocation was broken off; null when it wasn't.</summary>
    public Failure.LimitExceeded? Exceeded { get; private set; }

    /// <summary>Looks at what the invocation has used so far, says what is reserved for it by then, and breaks it off behind the look when it must end.</summary>
    public QuotaAmounts Look(InvocationMeasurement soFar)
    {
        var cost = invocation.Provider.EstimateCost(soFar.Used());
        var (reserved, spent) = quotas.Raise(invocation.Reservation, Math.Max(soFar.Tokens, soFar.EstimatedTokens), soFar.DurationMs, cost);
        if (spent is { } measure && ending is not { IsCompleted: false })
        {
            ending = EndIfSpentAsync(measure);
        }

        return reserved;
    }

    /// <summary>Breaks nothing off any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
        }
    }

    // Under the limits that hold now, since the owner may have got a larger plan after somebody called last, and by what storage says. When that can't be read, the next look tries again.
    private async Task EndIfSpentAsync(QuotaMeasure measure)
    {
        var user = await users.FindAsync(new UserId(invocation.Input.Agent.UserId), CancellationToken.None);
        if (user is not null)
        {
            quotas.Renew(invocation.Reservation, new Caller { User = user, Plan = plans.Of(user.SubscriptionTier) });
        }

        if (await quotas.ReadExceededAsync(invocation.Reservation, measure) is not { } exceeded)
        {
            return;
        }

        lock (gate)
        {
            if (!ended)
            {
                Exceeded = exceeded;
                _ = stop.CancelAsync();
            }
        }
    }
}
