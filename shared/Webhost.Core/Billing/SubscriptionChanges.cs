using System.Globalization;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Errors;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Plans;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>Changes a subscription to another plan or another number of add-ons: more at once and charged at once, less from the next period on.</summary>
public sealed partial class SubscriptionChanges(
    BillingConnection billing, PlanCatalog plans, AccountEntitlements accounts, SubscriptionLedger ledger, SubscriptionReader reader, BillingCalls calls, AuditTrail audit, ILogger<SubscriptionChanges> logger)
{
    /// <summary>
    /// Changes the caller's subscription. It sets what is wanted, so that a repeat changes and charges nothing more. Failures: Conflict (billing is off; there is no
    /// subscription, or none that can be changed now), Invalid, RateLimited, Unavailable.
    /// </summary>
    public Task<Result<Subscription>> ChangeAsync(Caller caller, ChangeSubscriptionRequest request, CancellationToken cancellationToken) =>
        audit.RecordAsync(caller, begin => ChangeAsync(caller, request, begin, cancellationToken), cancellationToken);

    private async Task<Result<Subscription>> ChangeAsync(Caller caller, ChangeSubscriptionRequest request, Func<AuditChange, Task> begin, CancellationToken cancellationToken)
    {
        if (!billing.TryGet(out var provider, out var failure))
        {
            return failure;
        }

        var account = await accounts.ReadAsync(caller.UserId, cancellationToken);
        if (Refuse(account) is { } refusal)
        {
            return refusal;
        }

        var known = account.Subscription!.Facts;
        var wanted = new Entitlement(request.Tier ?? known.Tier, request.AgentCoreAddOns ?? DefaultAddOns(known, request.Tier));
        var problems = new List<Problem>();
        PurchaseRules.Check(plans, provider, wanted.Tier, wanted.AddOns, problems);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        if (calls.Refuse(caller.UserId) is { } limited)
        {
            return limited;
        }

        // As it is now: what is stored may be a moment behind, and the difference is charged.
        if (!(await provider.FindAsync(known.SubscriptionId, cancellationToken)).TryGet(out var present, out failure))
        {
            return failure;
        }

        var had = new Entitlement(present.Tier, present.AddOns);
        if (had != wanted)
        {
            await begin(AuditChange.OfBilling(
                AuditActions.SubscriptionChange,
                caller.User.UserId,
                ("subscriptionId", present.SubscriptionId),
                ("from", had.Tier),
                ("to", wanted.Tier),
                ("addOnsFrom", had.AddOns.ToString(CultureInfo.InvariantCulture)),
                ("addOnsTo", wanted.AddOns.ToString(CultureInfo.InvariantCulture))));
            if (!(await provider.ChangeAsync(present, wanted.Tier, wanted.AddOns, chargeNow: had.IsLessThan(wanted), cancellationToken)).TryGet(out present, out failure))
            {
                return failure;
            }

            Changed(caller.User.UserId, present.SubscriptionId, had.Tier, had.AddOns, wanted.Tier, wanted.AddOns);
        }

        // It is changed, and charged: what follows is not the caller's to break off.
        await ledger.RecordAsync(present.SubscriptionId, [new SubscriptionStatement { Subscription = present }], CancellationToken.None);
        return await reader.ReadAsync(caller, CancellationToken.None);
    }

    // Their number stays what it is where the plan has add-ons.
    private long DefaultAddOns(SubscriptionFacts known, string? tier) =>
        tier is null || plans.All.FirstOrDefault(plan => string.Equals(plan.Tier, tier, StringComparison.Ordinal))?.AgentCoreAddOnUsd is not null ? known.AddOns : 0;

    private static Failure.Conflict? Refuse(AccountState account) => account.Subscription switch
    {
        null or { Facts.Status: SubscriptionStatus.Expired } or { RefundedAt: not null } =>
            new Failure.Conflict("You have no subscription to change. Buy a plan (POST /v1/billing/checkout)."),
        { Facts.Status: SubscriptionStatus.Active or SubscriptionStatus.OnTrial } => null,
        { Facts.Status: SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid } =>
            new Failure.Conflict("A payment is overdue. Update the payment method in the billing portal (GET /v1/billing/portal), then change the plan."),
        _ => new Failure.Conflict("The subscription is cancelled or paused. Resume it in the billing portal (GET /v1/billing/portal), then change the plan."),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{UserId} changed the subscription {SubscriptionId} from {Tier} with {AddOns} add-ons to {NewTier} with {NewAddOns}.")]
    private partial void Changed(string userId, string subscriptionId, string tier, long addOns, string newTier, long newAddOns);
}
