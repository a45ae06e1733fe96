using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>Changes what a subscription is for, and charges or credits the rest of the period.</summary>
internal sealed class PlanChanges(ProductCatalog catalog, Charges charges)
{
    /// <summary>Changes the plan.</summary>
    /// <param name="edit">The subscription.</param>
    /// <param name="variantId">The variant to change to.</param>
    /// <param name="terms">What happens to the difference.</param>
    public Refusal? ChangeVariant(SubscriptionEdit edit, long variantId, ProrationTerms terms)
    {
        if (catalog.Find(variantId) is not { } next)
            return Refusal.Invalid("The selected variant id is invalid.", "/data/attributes/variant_id");
        if (Refused(edit.Subscription) is { } refusal)
            return refusal;
        var subscription = edit.Subscription;
        var previous = catalog.Variant(subscription.VariantId);
        if (next.Id == previous.Id)
            return null;
        var before = Price(subscription, previous);
        edit.Subscription = subscription with { VariantId = next.Id, CustomPrice = null };
        if (edit.Item is { } item)
            edit.Change.Put(item with { PriceId = catalog.PriceOf(next.Id).Id, UpdatedAt = edit.Now });
        edit.Tell(EventName.SubscriptionPlanChanged);
        if (next.Cycle == previous.Cycle)
            Settle(edit, Price(edit.Subscription, next) - before, terms);
        else
            BeginAnew(edit, Price(edit.Subscription, next), before, terms);
        return null;
    }

    /// <summary>Changes how many are paid for.</summary>
    public Refusal? ChangeQuantity(SubscriptionEdit edit, long quantity, ProrationTerms terms)
    {
        var variant = catalog.Variant(edit.Subscription.VariantId);
        if (variant.IsUsageBased)
            return Refusal.Invalid("The quantity of a usage-based subscription item can't be updated.", "/data/attributes/quantity");
        if (Refused(edit.Subscription) is { } refusal)
            return refusal;
        var before = Price(edit.Subscription, variant);
        edit.Subscription = edit.Subscription with { Quantity = quantity };
        if (edit.Item is { } item)
            edit.Change.Put(item with { Quantity = quantity, UpdatedAt = edit.Now });
        Settle(edit, Price(edit.Subscription, variant) - before, terms);
        return null;
    }

    private static Refusal? Refused(Subscription subscription) =>
        subscription.Status is SubscriptionStatus.Active or SubscriptionStatus.OnTrial or SubscriptionStatus.Paused
            ? null
            : Refusal.Invalid($"A subscription that is {subscription.Status} can't be changed.", "/data/attributes");

    private static long Price(Subscription subscription, Variant variant) => variant.PriceOf(subscription.Quantity, subscription.CustomPrice);

    private void Settle(SubscriptionEdit edit, long difference, ProrationTerms terms)
    {
        // During a trial and a pause nothing of the period is paid for.
        if (edit.Subscription.Status is not SubscriptionStatus.Active || terms is ProrationTerms.None)
            return;
        var amount = edit.Subscription.Proration + Rest(edit, difference);
        edit.Subscription = edit.Subscription with { Proration = amount };
        if (terms is not ProrationTerms.InvoiceNow || amount <= 0)
            return;
        edit.Subscription = edit.Subscription with { Proration = 0 };
        charges.ChargeUpdate(edit, amount);
    }

    // A period of another length begins at once: it is charged, less what is left of the old one.
    private void BeginAnew(SubscriptionEdit edit, long price, long before, ProrationTerms terms)
    {
        if (edit.Subscription.Status is not SubscriptionStatus.Active)
            return;
        var credit = terms is ProrationTerms.None ? 0 : Rest(edit, before);
        var amount = price - credit + edit.Subscription.Proration;
        var anchored = edit.Subscription with { PeriodStart = edit.Now, BillingAnchor = edit.Now.Day, Proration = Math.Min(amount, 0) };
        var end = charges.NextPeriodEnd(anchored, edit.Now);
        edit.Subscription = anchored with { PeriodEnd = end, RenewsAt = end };
        if (amount > 0)
            charges.ChargeUpdate(edit, amount);
    }

    /// <summary>The part of an amount that falls on what is left of the period.</summary>
    private static long Rest(SubscriptionEdit edit, long amount)
    {
        var (start, end) = (edit.Subscription.PeriodStart, edit.Subscription.PeriodEnd);
        return (long)Math.Round((decimal)amount * (end - edit.Now).Ticks / (end - start).Ticks, MidpointRounding.AwayFromZero);
    }
}
