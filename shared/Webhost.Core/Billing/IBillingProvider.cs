using Webhost.Contracts.Billing;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>
/// Collects the money. Calls have time-outs and are tried again where that is safe; expected trouble is a <see cref="Failure.Unavailable"/> without the vendor's
/// own words. Everything that the provider knows by its own ids and names stays behind this contract.
/// </summary>
public interface IBillingProvider
{
    /// <summary>Its name in addresses, such as <c>lemon-squeezy</c>.</summary>
    string Id { get; }

    /// <summary>Whether no real money is asked for.</summary>
    bool TestMode { get; }

    /// <summary>Whether a plan can be bought.</summary>
    bool Sells(string tier);

    /// <summary>Whether usage of a plan is billed by measure.</summary>
    bool IsMetered(string tier);

    /// <summary>Makes a page to pay on. May be repeated: a page that nobody pays on costs nothing.</summary>
    Task<Result<CheckoutLink>> CreateCheckoutAsync(CheckoutOrder order, CancellationToken cancellationToken);

    /// <summary>A subscription as it is now. Failures: NotFound, Unavailable.</summary>
    Task<Result<SubscriptionFacts>> FindAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>A page of the subscriptions in a state, newest first; empty after the last. What is none of ours is left out.</summary>
    Task<Result<ProviderPage<ListedSubscription>>> ListAsync(SubscriptionStatus status, int page, CancellationToken cancellationToken);

    /// <summary>A signed page on which the buyer sees and changes a subscription, made for this call. Failures: NotFound, Unavailable.</summary>
    Task<Result<Uri>> GetPortalAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>A page of a subscription's invoices, newest first.</summary>
    Task<Result<ProviderPage<Invoice>>> ListInvoicesAsync(string subscriptionId, int page, int size, CancellationToken cancellationToken);

    /// <summary>A page of the payments of all subscriptions, newest first; empty after the last. What is none of ours may be among them.</summary>
    Task<Result<ProviderPage<PaymentFacts>>> ListPaymentsAsync(int page, CancellationToken cancellationToken);

    /// <summary>Changes a subscription to a plan, and gives it as it is then. Sets what is wanted, so repeating it changes nothing more.</summary>
    Task<Result<SubscriptionFacts>> ChangePlanAsync(SubscriptionFacts present, string tier, ChargeTerms terms, CancellationToken cancellationToken);

    /// <summary>Changes the number of add-ons that a subscription pays for, and gives it as it is then. Sets what is wanted, so repeating it changes nothing more.</summary>
    Task<Result<SubscriptionFacts>> ChangeAddOnsAsync(SubscriptionFacts present, long addOns, ChargeTerms terms, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a subscription with its paid period, and gives it as it is then; nothing is charged any more. Repeating it changes nothing. Failures: NotFound, Unavailable.
    /// </summary>
    Task<Result<SubscriptionFacts>> CancelAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>
    /// Gives back what is left of the payment of the order that a subscription began with. Repeating it gives nothing more. Failures: NotFound, Unavailable.
    /// </summary>
    Task<Result<Done>> RefundAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>Sets, never adds to, what was used in the provider's present period. May be repeated.</summary>
    Task<Result<Done>> SetUsageAsync(string itemId, long quantity, CancellationToken cancellationToken);

    /// <summary>Whether a webhook's body is signed by the provider. A missing, malformed and wrong signature are the same; takes the same time for each.</summary>
    bool IsSigned(ReadOnlySpan<byte> body, string? signature);

    /// <summary>Reads a webhook's body. Failure: Invalid.</summary>
    Result<BillingEvent> ReadEvent(ReadOnlyMemory<byte> body);
}
