using Webhost.Contracts.Billing;
using Webhost.Core.Identity;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Shows where a caller's subscription stands, from what is stored: also while the payment provider is away.</summary>
public sealed class SubscriptionReader(AccountEntitlements accounts, TimeProvider time)
{
    /// <summary>The subscription that counts.</summary>
    public Task<Subscription> ReadAsync(Caller caller, CancellationToken cancellationToken) => ReadAsync(caller.UserId, cancellationToken);

    /// <summary>The subscription that counts.</summary>
    public async Task<Subscription> ReadAsync(UserId userId, CancellationToken cancellationToken)
    {
        var account = await accounts.ReadAsync(userId, cancellationToken);
        var state = account.Subscription;
        var facts = state?.Facts;
        return new Subscription
        {
            Tier = account.Tier,
            Status = facts?.Status ?? SubscriptionStatus.None,
            AgentCoreAddOns = account.AddOns,
            RenewsAt = facts is { IsEnding: true } ? null : facts?.RenewsAt,
            EndsAt = state?.EndsAt,
            TrialEndsAt = facts?.Status == SubscriptionStatus.OnTrial ? facts.TrialEndsAt : null,
            ResumesAt = facts?.Status == SubscriptionStatus.Paused ? facts.ResumesAt : null,
            PastDueSince = state?.PastDueSince,
            GraceEndsAt = account.GraceEndsAt,
            NextTier = state?.Next?.Tier,
            NextAgentCoreAddOns = state?.Next?.AddOns,
            NextTierAt = state?.NextAt,
            RefundedAt = state?.RefundedAt,
            OtherSubscriptions = account.Others,
            Next = SubscriptionOutlook.Of(account, time.GetUtcNow()),
        };
    }
}
