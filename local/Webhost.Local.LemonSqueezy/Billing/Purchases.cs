using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>Pays checkouts: a customer, an order, a subscription and its first invoice, all at once.</summary>
internal sealed class Purchases(ProductCatalog catalog, Charges charges, Outbox outbox)
{
    // An order's one item has its id, in a range of its own.
    private const long ItemDistance = 5000;

    /// <summary>What a checkout costs now, in cents: nothing during a trial, and nothing yet for usage.</summary>
    public static long DueNow(Checkout checkout, Variant variant) =>
        HasTrial(checkout, variant) ? 0 : variant.PriceOf(checkout.Quantity, checkout.CustomPrice);

    public static bool HasTrial(Checkout checkout, Variant variant) => variant.Offer.TrialDays > 0 && !checkout.SkipTrial;

    /// <summary>Pays a checkout with a card that was accepted.</summary>
    /// <returns>The order, or why the card was declined.</returns>
    public Outcome<Order> Pay(Change change, Checkout checkout, string email, string name, Card card)
    {
        var variant = catalog.Variant(checkout.VariantId);
        var total = DueNow(checkout, variant);
        if (card.Declines && total > 0)
            return Refusal.Invalid("Your card was declined.");
        var customer = CustomerOf(change, email, name);
        var id = change.NextId<Order>();
        var order = change.Put(new Order
        {
            Id = id,
            Identifier = Guid.CreateVersion7().ToString(),
            Number = change.Data.Count<Order>() + 1,
            CustomerId = customer.Id,
            UserName = name,
            UserEmail = email,
            ItemId = id + ItemDistance,
            VariantId = variant.Id,
            Quantity = checkout.Quantity,
            Total = total,
            CustomData = checkout.CustomData,
            CreatedAt = change.Now,
            UpdatedAt = change.Now,
        });
        outbox.Emit(change, EventName.OrderCreated, OrderResource.Kind, order, order.CustomData);
        Subscribe(change, checkout, variant, order, card);
        return order;
    }

    private void Subscribe(Change change, Checkout checkout, Variant variant, Order order, Card card)
    {
        var hasTrial = HasTrial(checkout, variant);
        var anchor = change.Now.AddDays(hasTrial ? variant.Offer.TrialDays : 0).Day;
        var end = hasTrial ? change.Now.AddDays(variant.Offer.TrialDays) : variant.Cycle.Next(change.Now, anchor);
        var edit = new SubscriptionEdit(
            change,
            new Subscription
            {
                Id = change.NextId<Subscription>(),
                CustomerId = order.CustomerId,
                OrderId = order.Id,
                OrderItemId = order.ItemId,
                VariantId = variant.Id,
                UserName = order.UserName,
                UserEmail = order.UserEmail,
                Status = hasTrial ? SubscriptionStatus.OnTrial : SubscriptionStatus.Active,
                Card = card,
                TrialEndsAt = hasTrial ? end : null,
                BillingAnchor = anchor,
                Quantity = checkout.Quantity,
                CustomPrice = checkout.CustomPrice,
                PeriodStart = change.Now,
                PeriodEnd = end,
                RenewsAt = end,
                CustomData = checkout.CustomData,
                CreatedAt = change.Now,
                UpdatedAt = change.Now,
            },
            outbox);
        edit.Tell(EventName.SubscriptionCreated);
        if (!hasTrial)
        {
            charges.AddItem(edit);
            edit.Tell(EventName.PaymentSuccess, charges.Write(edit, SubscriptionInvoice.Initial, order.Total, SubscriptionInvoice.Paid));
        }

        edit.Save();
    }

    private static Customer CustomerOf(Change change, string email, string name)
    {
        var known = change.Data.All<Customer>().FirstOrDefault(customer => string.Equals(customer.Email, email, StringComparison.OrdinalIgnoreCase));
        return known ?? change.Put(new Customer { Id = change.NextId<Customer>(), Name = name, Email = email, CreatedAt = change.Now, UpdatedAt = change.Now });
    }
}
