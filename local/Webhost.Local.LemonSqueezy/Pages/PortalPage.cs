using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>How the customer portal looks.</summary>
/// <param name="view">What it shows.</param>
/// <param name="now">The sandbox's time.</param>
/// <param name="query">The signed query that every address in it carries.</param>
internal sealed class PortalPage(ResourceView view, DateTimeOffset now, string query)
{
    /// <summary>The customer's subscriptions and invoices.</summary>
    public Html Overview(Customer customer, string? notice)
    {
        var subscriptions = view.Data.All<Subscription>().Where(subscription => subscription.CustomerId == customer.Id).Reverse().ToList();
        var invoices = view.Data.All<SubscriptionInvoice>().Where(invoice => invoice.CustomerId == customer.Id).Reverse().ToList();
        return PageShell.Page("Billing", Html.Of($"""
            <h1>Billing</h1>
            <p class="muted">{customer.Name}, {customer.Email}</p>
            {PageShell.Notice(notice)}
            {subscriptions.Select(Panel)}
            {Html.When(subscriptions.Count == 0, () => Html.Of($"""<p class="card">There is no subscription.</p>"""))}
            {Html.When(invoices.Count > 0, () => Invoices(invoices))}
            """), "wide");
    }

    public Html Cancel(Subscription subscription) => PageShell.Page("Cancel the subscription", Html.Of($"""
        <section class="card">
        <h1>Cancel the subscription?</h1>
        <p>{(SubscriptionChanges.EndOf(subscription, now) is var end && end > now
            ? Html.Of($"{NameOf(subscription)} stays usable until {PageShell.Day(end)}. Until then you can change your mind.")
            : Html.Of($"{NameOf(subscription)} ends at once: nothing more of it is paid for."))}</p>
        <form method="post" class="buttons">
        <button type="submit" class="danger">Cancel the subscription</button>
        <a class="button plain" href="{Overview()}">Keep it</a>
        </form>
        </section>
        """));

    public Html PaymentMethod(Subscription subscription, IReadOnlyDictionary<string, string> problems, string? message) => PageShell.Page("Update the card", Html.Of($"""
        <section class="card">
        <h1>Update the card</h1>
        <p>{NameOf(subscription)} is charged to the {CardOf(subscription)}.</p>
        {PageShell.Alert(message)}
        <form method="post" novalidate>
        {CardEntry.Fields(problems)}
        <button type="submit">Save the card</button>
        </form>
        {CardEntry.TestCards()}
        <p class="other"><a href="{Overview()}">Back</a></p>
        </section>
        """));

    public Html PlanChoice(Subscription subscription, string? message)
    {
        var product = view.Catalog.Variant(subscription.VariantId).Product;
        return PageShell.Page("Change the plan", Html.Of($"""
            <section class="card">
            <h1>Change the plan</h1>
            <p>The difference in price for the rest of the period goes on your next invoice.</p>
            {PageShell.Alert(message)}
            <form method="post">
            <fieldset class="choices"><legend>Plan</legend>
            {view.Catalog.Variants.Where(variant => variant.Product.Id == product.Id).Select(variant => Choice(variant, variant.Id == subscription.VariantId))}
            </fieldset>
            <button type="submit">Change the plan</button>
            </form>
            <p class="other"><a href="{Overview()}">Back</a></p>
            </section>
            """));
    }

    private static Html Choice(Variant variant, bool isPresent) => Html.Of($"""
        <label class="choice"><input type="radio" name="variant" value="{variant.Id}"{(isPresent ? " checked" : "")}>
        <span><strong>{variant.Name}</strong>{Html.When(isPresent, () => Html.Of($""" <span class="badge">your plan</span>"""))}<br>{variant.PriceInWords()}</span></label>
        """);

    private Html Panel(Subscription subscription)
    {
        var variant = view.Catalog.Variant(subscription.VariantId);
        return Html.Of($"""
            <section class="card subscription" aria-labelledby="s{subscription.Id}">
            <div class="head"><h2 id="s{subscription.Id}">{variant.Product.Name}: {variant.Name}</h2><span class="status {subscription.Status}">{ResourceView.Formatted(subscription.Status)}</span></div>
            <dl class="facts">
            <div><dt>Price</dt><dd>{variant.PriceInWords(subscription.CustomPrice)}</dd></div>
            {Html.When(subscription.Quantity > 1, () => Html.Of($"<div><dt>{variant.AdditionalInWords(subscription.Quantity)}</dt><dd>{Money.Format(variant.PriceOf(subscription.Quantity, subscription.CustomPrice) - variant.PriceOf(1, subscription.CustomPrice))}</dd></div>"))}
            {Times(subscription)}
            <div><dt>Card</dt><dd>{CardOf(subscription)}</dd></div>
            </dl>
            {Actions(subscription, variant)}
            </section>
            """);
    }

    private static Html Times(Subscription subscription) => subscription.Status switch
    {
        SubscriptionStatus.OnTrial => Html.Of($"<div><dt>Trial ends</dt><dd>{PageShell.Day(subscription.TrialEndsAt!.Value)}</dd></div>"),
        SubscriptionStatus.Active => Html.Of($"<div><dt>Renews</dt><dd>{PageShell.Day(subscription.RenewsAt)}</dd></div>"),
        SubscriptionStatus.PastDue => Html.Of($"<div><dt>Payment failed</dt><dd>tried again on {PageShell.Day(subscription.RenewsAt)}: update the card</dd></div>"),
        SubscriptionStatus.Unpaid => Html.Of($"<div><dt>Unpaid</dt><dd>expires on {PageShell.Day(subscription.UnpaidUntil!.Value)}: update the card</dd></div>"),
        SubscriptionStatus.Paused when subscription.Pause?.ResumesAt is { } resumes => Html.Of($"<div><dt>Paused until</dt><dd>{PageShell.Day(resumes)}</dd></div>"),
        SubscriptionStatus.Cancelled => Html.Of($"<div><dt>Ends</dt><dd>{PageShell.Day(subscription.EndsAt!.Value)}</dd></div>"),
        SubscriptionStatus.Expired => Html.Of($"<div><dt>Ended</dt><dd>{PageShell.Day(subscription.EndsAt!.Value)}</dd></div>"),
        _ => Html.Empty,
    };

    private Html Actions(Subscription subscription, Variant variant)
    {
        if (subscription.Status is SubscriptionStatus.Expired)
            return Html.Empty;
        var isCancelled = subscription.Status is SubscriptionStatus.Cancelled;
        var canChange = subscription.Status is SubscriptionStatus.Active or SubscriptionStatus.OnTrial && view.Catalog.Variants.Count(other => other.Product.Id == variant.Product.Id) > 1;
        return Html.Of($"""
            <div class="buttons">
            {Html.When(isCancelled, () => Html.Of($"""<form method="post" action="{Step(subscription, "resume")}"><button type="submit">Resume</button></form>"""))}
            {Html.When(canChange, () => Html.Of($"""<a class="button plain" href="{Step(subscription, "plan")}">Change plan</a>"""))}
            <a class="button{(subscription.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid ? "" : " plain")}" href="{Step(subscription, "payment-method")}">Update card</a>
            {Html.When(!isCancelled, () => Html.Of($"""<a class="button plain" href="{Step(subscription, "cancel")}">Cancel</a>"""))}
            </div>
            """);
    }

    private Html Invoices(IReadOnlyList<SubscriptionInvoice> invoices) => Html.Of($"""
        <section class="card" aria-labelledby="invoices">
        <h2 id="invoices">Invoices</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="invoices"><table>
        <thead><tr><th scope="col">Date</th><th scope="col">Amount</th><th scope="col">Status</th><th scope="col"><span class="unseen">Document</span></th></tr></thead>
        <tbody>{invoices.Select(Row)}</tbody>
        </table></div>
        </section>
        """);

    private Html Row(SubscriptionInvoice invoice) => Html.Of($"""
        <tr><td>{PageShell.ShortDay(invoice.CreatedAt)}</td><td>{Money.Format(invoice.Total)}</td><td>{ResourceView.Formatted(invoice.Status)}</td>
        <td>{Html.When(invoice.Status is not SubscriptionInvoice.Pending, () => Html.Of($"""<a href="{view.Links.Invoice(invoice.Id)}">View<span class="unseen"> invoice {invoice.Id}</span></a>"""))}</td></tr>
        """);

    private string NameOf(Subscription subscription)
    {
        var variant = view.Catalog.Variant(subscription.VariantId);
        return $"{variant.Product.Name} {variant.Name}";
    }

    private static string CardOf(Subscription subscription) => PageShell.CardInWords(subscription.Card);

    private string Step(Subscription subscription, string step) => $"{SignedLinks.PortalPath(subscription.Id, step)}{query}";

    private string Overview() => $"/billing{query}";
}
