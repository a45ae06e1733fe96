using System.Globalization;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Errors;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Plans;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>
/// Changes a subscription to another plan or another number of add-ons: more at once and charged at once, less from the next period on. What is paid for is written down before the provider is
/// asked, so that it is kept wherever the process dies, and by whatever is heard of the change.
/// </summary>
public sealed partial class SubscriptionChanges(
    BillingConnection billing, PlanCatalog plans, AccountEntitlements accounts, SubscriptionLedger ledger, SubscriptionReader reader, UsageReporting usage, BillingCalls calls,
    AuditTrail audit, TimeProvider time, ILogger<SubscriptionChanges> logger)
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

        await ledger.RecordAsync(present.SubscriptionId, [new SubscriptionStatement { Subscription = present }], cancellationToken);
        account = await accounts.ReadAsync(caller.UserId, cancellationToken);
        if (Refuse(account) is { } refusedNow)
        {
            return refusedNow;
        }

        var state = account.Subscription!;
        if (!string.Equals(state.Facts.SubscriptionId, present.SubscriptionId, StringComparison.Ordinal))
        {
            return ChangingNow();
        }

        if (state.Facts.ItemId is null && wanted.AddOns != state.Facts.AddOns)
        {
            return new Failure.Conflict("Add-ons can't be changed before the first payment. Change them when the trial has ended.");
        }

        var steps = ChangeStep.Of(state, wanted, entitlement => PurchaseRules.PriceOf(plans, provider, entitlement));
        var unreported = steps.Any(step => !string.Equals(step.To.Tier, state.Facts.Tier, StringComparison.Ordinal))
            ? await usage.ReportNowAsync(provider, caller.UserId, present.SubscriptionId, cancellationToken)
            : null;
        if (unreported is not null)
        {
            return unreported;
        }

        return steps.Count > 0 && await ChangeAsync(provider, caller, state.Facts, wanted, steps, begin, cancellationToken) is { } refused ? refused : await reader.ReadAsync(caller, CancellationToken.None);
    }

    private async Task<Failure?> ChangeAsync(
        IBillingProvider provider, Caller caller, SubscriptionFacts present, Entitlement wanted, IReadOnlyList<ChangeStep> steps, Func<AuditChange, Task> begin, CancellationToken cancellationToken)
    {
        var had = present.Entitlement;
        await begin(AuditChange.OfBilling(
            AuditActions.SubscriptionChange,
            caller.User.UserId,
            ("subscriptionId", present.SubscriptionId),
            ("from", had.Tier),
            ("to", wanted.Tier),
            ("addOnsFrom", had.AddOns.ToString(CultureInfo.InvariantCulture)),
            ("addOnsTo", wanted.AddOns.ToString(CultureInfo.InvariantCulture))));
        var note = steps[0].Note(present, time.GetUtcNow());
        if (!await ledger.TryBeginAsync(present, note, cancellationToken))
        {
            return ChangingNow();
        }

        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            var changed = await (string.Equals(step.To.Tier, present.Tier, StringComparison.Ordinal)
                ? provider.ChangeAddOnsAsync(present, step.To.AddOns, step.Terms, cancellationToken)
                : provider.ChangePlanAsync(present, step.To.Tier, step.Terms, cancellationToken));
            if (!changed.TryGet(out var answered, out var failure))
            {
                await EndAsync(provider, present.SubscriptionId, note, failure);
                return failure;
            }

            // It is changed, and charged: what follows is not the caller's to break off. An answer that does not show it yet leaves the note to the time.
            (present, cancellationToken) = (answered, CancellationToken.None);
            var shown = present.Entitlement == step.To;
            var statements = new List<SubscriptionStatement> { new() { Subscription = present, Change = shown ? note.EndedBy(present) : null } };
            var goesOn = shown && index + 1 < steps.Count && present.Status is (SubscriptionStatus.Active or SubscriptionStatus.OnTrial);
            if (goesOn)
            {
                // In the same write: in between, what was paid for would not be kept.
                note = steps[index + 1].Note(present, time.GetUtcNow());
                statements.Add(new SubscriptionStatement { Change = note });
            }

            await ledger.RecordAsync(present.SubscriptionId, statements, cancellationToken);
            if (!goesOn)
            {
                break;
            }
        }

        Changed(caller.User.UserId, present.SubscriptionId, had.Tier, had.AddOns, present.Tier, present.AddOns);
        return null;
    }

    // Refused for certain, the change is over, and what is changed after it is somebody else's. Otherwise it may still come true.
    private async Task EndAsync(IBillingProvider provider, string subscriptionId, ChangeNote note, Failure failure)
    {
        if (!failure.Retryable && (await provider.FindAsync(subscriptionId, CancellationToken.None)).TryGet(out var present, out _))
        {
            await ledger.RecordAsync(subscriptionId, [new SubscriptionStatement { Subscription = present, Change = note.EndedBy(present, refused: true) }], CancellationToken.None);
        }
    }

    private static Failure.Conflict ChangingNow() => new("The subscription is being changed just now. Try again in a few minutes.", Transient: true);

    // Their number stays what it is where the plan has add-ons.
    private long DefaultAddOns(SubscriptionFacts known, string? tier) =>
        tier is null || plans.All.FirstOrDefault(plan => string.Equals(plan.Tier, tier, StringComparison.Ordinal))?.AgentCoreAddOnUsd is not null ? known.AddOns : 0;

    private static Failure.Conflict? Refuse(AccountState account) => account.Subscription switch
    {
        null or { Facts.Status: SubscriptionStatus.Expired } or { RefundedAt: not null } =>
            new Failure.Conflict("You have no subscription to change. Buy a plan (POST /v1/billing/checkout)."),
        { PlanBeginsAt: { } begins } => new Failure.Conflict(string.Create(
            CultureInfo.InvariantCulture, $"The pause is over, and the next payment is due on {begins.UtcDateTime:yyyy-MM-dd}. Change the plan when it is made, since before that you would pay for what you don't have; or cancel it in the billing portal (GET /v1/billing/portal) and buy a plan at once.")),
        { Facts.Status: SubscriptionStatus.Active or SubscriptionStatus.OnTrial } => null,
        { Facts.Status: SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid } =>
            new Failure.Conflict("A payment is overdue. Update the payment method in the billing portal (GET /v1/billing/portal), then change the plan."),
        _ => new Failure.Conflict("The subscription is cancelled or paused. Resume it in the billing portal (GET /v1/billing/portal), then change the plan."),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{UserId} changed the subscription {SubscriptionId} from {Tier} with {AddOns} add-ons to {NewTier} with {NewAddOns}.")]
    private partial void Changed(string userId, string subscriptionId, string tier, long addOns, string newTier, long newAddOns);
}
