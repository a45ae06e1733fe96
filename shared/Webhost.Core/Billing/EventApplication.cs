using Webhost.Contracts.Billing;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Turns events of one subject into statements for the ledger, and its answer into what became of each event.</summary>
public sealed class EventApplication(SubscriptionLedger ledger, CheckoutClaims claims, AbandonedPurchases abandoned)
{
    private const string NobodysReason = "It carries no custom data that this platform signed, and its subscription belongs to no account yet.";
    private const string AskedReason = "Something else was said for the same moment, so the payment provider was asked what holds.";

    /// <summary>Applies events of one subject. Throws <see cref="BillingUnavailableException"/> when the provider must be asked and doesn't answer; then all of it may be repeated.</summary>
    public async Task<IReadOnlyList<EventResult>> ApplyAsync(IBillingProvider provider, IReadOnlyList<BillingEvent> events, CancellationToken cancellationToken) => events switch
    {
        [] => [],
        [{ SubscriptionId: { } subscriptionId }, ..] => await ApplyToSubscriptionAsync(provider, subscriptionId, events, cancellationToken),
        _ => await ApplyToOrderAsync(provider, events, cancellationToken),
    };

    private async Task<IReadOnlyList<EventResult>> ApplyToSubscriptionAsync(IBillingProvider provider, string subscriptionId, IReadOnlyList<BillingEvent> events, CancellationToken cancellationToken)
    {
        var statements = new List<SubscriptionStatement>();
        foreach (var said in events)
        {
            var claimed = await claims.VerifyAsync(said.Claim, provider.TestMode, cancellationToken);
            statements.Add(new SubscriptionStatement { Subscription = said.Subscription, Payment = said.Payment, Owner = claimed });
        }

        var (outcomes, settled) = await ledger.RecordAsync(subscriptionId, statements, cancellationToken);
        if (outcomes.Contains(MergeOutcome.Contested))
        {
            settled = await AskAsync(provider, subscriptionId, cancellationToken) ?? settled;
        }

        if (settled is { } owner)
        {
            settled = await abandoned.EndIfAbandonedAsync(provider, subscriptionId, owner, cancellationToken);
        }

        return [.. outcomes.Select(outcome => ResultOf(outcome, settled))];
    }

    private async Task<IReadOnlyList<EventResult>> ApplyToOrderAsync(IBillingProvider provider, IReadOnlyList<BillingEvent> events, CancellationToken cancellationToken)
    {
        var results = new List<EventResult>();
        foreach (var said in events)
        {
            var claimed = await claims.VerifyAsync(said.Claim, provider.TestMode, cancellationToken);
            var (outcome, owner) = await ledger.RecordAsync(said.Order ?? throw new InvalidOperationException($"The event '{said.Name}' has no subject."), claimed, cancellationToken);
            results.Add(ResultOf(outcome, owner is { } known ? await abandoned.NameOfAsync(known, said.Order.OrderId, cancellationToken) : null));
        }

        return results;
    }

    private async Task<UserId?> AskAsync(IBillingProvider provider, string subscriptionId, CancellationToken cancellationToken)
    {
        var asked = await provider.FindAsync(subscriptionId, cancellationToken);
        if (asked.TryGet(out var facts, out var failure))
        {
            return (await ledger.RecordAsync(subscriptionId, [new SubscriptionStatement { Subscription = facts }], cancellationToken)).Owner;
        }

        // One that the provider does not know any more can't be asked about: what was chosen stays.
        return failure is Failure.NotFound ? null : throw new BillingUnavailableException(failure.Message);
    }

    private static EventResult ResultOf(MergeOutcome outcome, UserId? owner) => (outcome, owner) switch
    {
        (MergeOutcome.Superseded, _) => new EventResult(WebhookEventState.Superseded, Owner: owner),
        (_, null) => new EventResult(WebhookEventState.Unattributed, NobodysReason),
        (MergeOutcome.Contested, _) => new EventResult(WebhookEventState.Applied, AskedReason, owner),
        _ => new EventResult(WebhookEventState.Applied, Owner: owner),
    };
}
