using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>How the checkout looks.</summary>
internal static class CheckoutPage
{
    /// <summary>The page with its form.</summary>
    /// <param name="checkout">The checkout.</param>
    /// <param name="variant">What it sells.</param>
    /// <param name="now">The sandbox's time.</param>
    /// <param name="entry">What was entered before, and what is wrong with it.</param>
    public static Html Show(Checkout checkout, Variant variant, DateTimeOffset now, CheckoutEntry entry)
    {
        var due = Purchases.DueNow(checkout, variant);
        return PageShell.Page("Checkout", Html.Of($"""
            {Summary(checkout, variant, now, due)}
            <section class="card" aria-labelledby="payment">
            <h2 id="payment">Payment details</h2>
            {PageShell.Alert(entry.Message)}
            <form method="post" novalidate>
            <input type="hidden" name="token" value="{entry.Token}">
            {PageShell.Field(new FormField("email", "E-mail") { Type = "email", Value = entry.Email, AutoComplete = "email", Longest = 254 }, entry.Problem("email"))}
            {CardEntry.Fields(entry.Problems)}
            {PageShell.Field(new FormField("name", "Name on card") { Value = entry.Name, AutoComplete = "cc-name" }, entry.Problem("name"))}
            <button type="submit">{(due > 0 ? $"Pay {Money.Format(due)}" : Purchases.HasTrial(checkout, variant) ? "Start the trial" : "Subscribe")}</button>
            </form>
            {CardEntry.TestCards()}
            </section>
            """), "checkout");
    }

    /// <summary>The bank's page, while it prepares its question.</summary>
    /// <param name="wait">How long that takes.</param>
    public static Html BankPrepares(TimeSpan wait) => PageShell.Page("Contacting your bank", Html.Of($"""
        <section class="card bank">
        <p class="bank-name">Test bank</p>
        <h1>Contacting your bank</h1>
        <p role="status"><span class="spinner" aria-hidden="true"></span> Your bank is asked to confirm the payment. This page goes on by itself.</p>
        </section>
        """), refreshSeconds: (int)Math.Ceiling(wait.TotalSeconds));

    /// <summary>The bank's question.</summary>
    public static Html BankAsks(PaymentAttempt attempt, string amount, string shop) => PageShell.Page("Confirm the payment", Html.Of($"""
        <section class="card bank">
        <p class="bank-name">Test bank</p>
        <h1>Confirm the payment</h1>
        <dl class="facts">
        <div><dt>To</dt><dd>{shop}</dd></div>
        <div><dt>Amount</dt><dd>{amount}</dd></div>
        <div><dt>Card</dt><dd>{PageShell.CardInWords(attempt.Card)}</dd></div>
        </dl>
        <form method="post" class="buttons">
        <button type="submit" name="answer" value="approve">Confirm</button>
        <button type="submit" name="answer" value="refuse" class="plain">Refuse</button>
        </form>
        </section>
        """));

    private static Html Summary(Checkout checkout, Variant variant, DateTimeOffset now, long due)
    {
        var options = Api.Resources.ResourceView.Parse(checkout.ProductOptions);
        var name = Body.Text(options["name"]) is { Length: > 0 } given ? given : $"{variant.Product.Name} {variant.Name}";
        var description = Body.Text(options["description"]) is { Length: > 0 } text ? text : variant.Offer.Description;
        return Html.Of($"""
            <section class="summary" aria-labelledby="order">
            <p class="muted over">Subscribe to</p>
            <h1 id="order">{name}</h1>
            <p class="price">{variant.PriceInWords(checkout.CustomPrice)}</p>
            <p class="muted">{description}</p>
            <dl class="facts">
            <div><dt>Plan</dt><dd>{variant.Name}</dd></div>
            {Html.When(checkout.Quantity > 1, () => Html.Of($"<div><dt>{variant.AdditionalInWords(checkout.Quantity)}</dt><dd>{Money.Format(variant.PriceOf(checkout.Quantity, checkout.CustomPrice) - variant.PriceOf(1, checkout.CustomPrice))}</dd></div>"))}
            {Html.When(Purchases.HasTrial(checkout, variant), () => Html.Of($"<div><dt>Free trial</dt><dd>{variant.Offer.TrialDays} days, until {PageShell.Day(now.AddDays(variant.Offer.TrialDays))}</dd></div>"))}
            {Html.When(variant.IsUsageBased, () => Html.Of($"<div><dt>Billed</dt><dd>at the end of each {variant.Offer.Interval}, for what was used</dd></div>"))}
            <div class="total"><dt>Due today</dt><dd>{Money.Format(due)}</dd></div>
            </dl>
            <p class="hint">Renews each {variant.Offer.Interval} until you cancel, which you can do at any time.</p>
            </section>
            """);
    }
}
