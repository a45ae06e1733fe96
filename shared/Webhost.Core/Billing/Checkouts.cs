using System.Globalization;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Errors;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Plans;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>Starts purchases (master spec §11.6).</summary>
public sealed partial class Checkouts(
    BillingConnection billing, PlanCatalog plans, CheckoutClaims claims, AccountEntitlements accounts, ICheckoutStore store, LostPurchases lost, BillingCalls calls, AuditTrail audit, BillingOptions options,
    TimeProvider time, ILogger<Checkouts> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>
    /// Makes a page to pay on, whose custom data names the caller under the platform's signature. Failures: Conflict (billing is off; there is a subscription,
    /// which is changed instead of bought twice), Invalid, RateLimited, Unavailable.
    /// </summary>
    public async Task<Result<CheckoutLink>> CreateAsync(Caller caller, CheckoutRequest request, CancellationToken cancellationToken)
    {
        if (!billing.TryGet(out var provider, out var failure))
        {
            return failure;
        }

        var problems = new List<Problem>();
        PurchaseRules.Check(plans, provider, request.Tier, request.AgentCoreAddOns ?? 0, problems);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        if ((await accounts.ReadAsync(caller.UserId, cancellationToken)).Subscription is { } present && IsInTheWay(present))
        {
            return new Failure.Conflict(present.Facts.Status == SubscriptionStatus.Cancelled
                ? $"Your subscription to {PlanCatalog.NameOf(present.Facts.Tier)} is cancelled and still paid for. Resume it in the billing portal (GET /v1/billing/portal) instead of buying a second one."
                : $"You have a subscription to {PlanCatalog.NameOf(present.Facts.Tier)}. Change it (POST /v1/billing/subscription) instead of buying a second one.");
        }

        if (calls.Refuse(caller.UserId) is { } limited)
        {
            return limited;
        }

        var (tier, addOns) = (request.Tier!, request.AgentCoreAddOns ?? 0);
        var checkoutId = CheckoutId.New(time).Value;
        var change = AuditChange.OfBilling(
            AuditActions.CheckoutOpen, caller.User.UserId, ("checkoutId", checkoutId), ("tier", tier), ("addOns", addOns.ToString(CultureInfo.InvariantCulture)));
        return await audit.RecordAsync(caller, change, () => CreateAsync(provider, caller, checkoutId, tier, addOns, cancellationToken), cancellationToken);
    }

    private static bool IsInTheWay(SubscriptionState present) => present.Facts.Status != SubscriptionStatus.Expired && present.RefundedAt is null
        && (present.Facts.Status != SubscriptionStatus.Cancelled || present.Entitlement is not null);

    private async Task<Result<CheckoutLink>> CreateAsync(IBillingProvider provider, Caller caller, string checkoutId, string tier, long addOns, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var order = new CheckoutOrder
        {
            Tier = tier,
            AddOns = addOns,
            Claim = await claims.SignAsync(caller.UserId, checkoutId, provider.TestMode, cancellationToken),
            Email = caller.User.Email,
            ReturnUrl = options.ReturnUrl,
            ExpiresAt = now + Lifetime,
        };
        // What is bought with an address is given to it only if it is known to be the caller's (LostPurchases).
        if (caller.User.VerifiedEmail is { } email)
        {
            var open = new OpenCheckout
            {
                CheckoutId = checkoutId,
                UserId = caller.User.UserId,
                Tier = tier,
                AddOns = addOns,
                EmailHash = await lost.HashAsync(email, cancellationToken),
                CreatedAt = now,
                ExpiresAt = order.ExpiresAt,
            };
            await store.AddAsync(open, cancellationToken);
        }

        var made = await provider.CreateCheckoutAsync(order, cancellationToken);
        if (made.Succeeded)
        {
            Made(caller.User.UserId, checkoutId, tier, addOns);
        }

        return made;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{UserId} opened the checkout {CheckoutId} for {Tier} with {AddOns} add-ons.")]
    private partial void Made(string userId, string checkoutId, string tier, long addOns);
}
