using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>The hosted checkout.</summary>
internal sealed class CheckoutRoutes(ApiContext api, CheckoutPayments payments)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/checkout/custom/{key}", context => WithCheckoutAsync(context, checkout => ShowAsync(context, checkout, Fresh(context, checkout))));
        routes.MapPost("/checkout/custom/{key}", context => WithCheckoutAsync(context, checkout => SubmitAsync(context, checkout)));
        routes.MapGet("/checkout/custom/{key}/bank/{token}", context => WithCheckoutAsync(context, checkout => BankAsync(context, checkout)));
        routes.MapPost("/checkout/custom/{key}/bank/{token}", context => WithCheckoutAsync(context, checkout => AnswerAsync(context, checkout)));
    }

    private async Task WithCheckoutAsync(HttpContext context, Func<Checkout, Task> serve)
    {
        var key = (string)context.GetRouteValue("key")!;
        var checkout = api.Links.IsCheckout(key, context.Request.Query["signature"]) ? api.Store.Data.All<Checkout>().FirstOrDefault(candidate => string.Equals(candidate.Key, key, StringComparison.Ordinal)) : null;
        if (checkout is null)
            await PageShell.RefuseAsync(context, StatusCodes.Status404NotFound, "No such checkout", "This checkout does not exist. Start again from the application.");
        else if (checkout.ExpiresAt <= api.Clock.Now)
            await PageShell.RefuseAsync(context, StatusCodes.Status410Gone, "Checkout expired", "This checkout has expired. Start again from the application.");
        else
            await serve(checkout);
    }

    private static CheckoutEntry Fresh(HttpContext context, Checkout checkout)
    {
        var entry = CheckoutEntry.For(checkout);
        return string.Equals(context.Request.Query["problem"], "bank", StringComparison.Ordinal) ? entry with { Message = "Your bank did not confirm the payment. You were not charged." } : entry;
    }

    private async Task SubmitAsync(HttpContext context, Checkout checkout)
    {
        if (await Forms.ReadAsync(context, api.Links.Origin) is not { } form)
            return;
        var entry = CheckoutEntry.Read(form, api.Clock.Now);
        if (entry.Card is null || entry.Problems.Count > 0)
            await ShowAsync(context, checkout, entry, StatusCodes.Status422UnprocessableEntity);
        else if (payments.Submit(checkout, entry.Token, entry.Email, entry.Name, entry.Card).TryGet(out var attempt, out var refusal))
            await PageShell.SeeOther(context, Next(checkout, attempt));
        else
            await ShowAsync(context, checkout, entry.Again(refusal.Problems[0].Detail), StatusCodes.Status402PaymentRequired);
    }

    private Task BankAsync(HttpContext context, Checkout checkout)
    {
        if (payments.Find(Token(context)) is not { } attempt)
            return PageShell.RefuseAsync(context, StatusCodes.Status404NotFound, "No such payment", "This payment does not exist. Start again from the application.");
        if (attempt.OrderId is not null || attempt.Refused)
            return PageShell.SeeOther(context, Next(checkout, attempt));
        var amount = Money.Format(Purchases.DueNow(checkout, api.Catalog.Variant(checkout.VariantId)));
        return PageShell.WriteAsync(context, payments.WaitForBank(attempt) is { } wait ? CheckoutPage.BankPrepares(wait) : CheckoutPage.BankAsks(attempt, amount, api.Catalog.Store.Name), formsMayLeadTo: Foreign(checkout));
    }

    private async Task AnswerAsync(HttpContext context, Checkout checkout)
    {
        if (await Forms.ReadAsync(context, api.Links.Origin) is not { } form)
            return;
        var approved = string.Equals(form.Text("answer"), "approve", StringComparison.Ordinal);
        if (payments.Answer(checkout, Token(context), approved).TryGet(out var attempt, out var refusal))
            await PageShell.SeeOther(context, Next(checkout, attempt));
        else
            await PageShell.RefuseAsync(context, refusal.Status, "No such payment", "This payment is not waiting for an answer. Start again from the application.");
    }

    private Task ShowAsync(HttpContext context, Checkout checkout, CheckoutEntry entry, int status = StatusCodes.Status200OK) =>
        PageShell.WriteAsync(context, CheckoutPage.Show(checkout, api.Catalog.Variant(checkout.VariantId), api.Clock.Now, entry), status, Foreign(checkout));

    /// <summary>Where a payer goes from an attempt: to the bank, back, or on with what was paid.</summary>
    private string Next(Checkout checkout, PaymentAttempt attempt)
    {
        if (attempt.Refused)
            return $"{api.Links.Checkout(checkout.Key)}&problem=bank";
        if (attempt.OrderId is not { } orderId)
            return api.Links.Bank(checkout.Key, attempt.Token);
        return checkout.RedirectUrl is { Length: > 0 } redirect ? redirect : api.Links.Receipt(api.Store.Data.Get<Order>(orderId).Identifier);
    }

    // A browser lets a form lead to another origin only when the page says so, also by way of a redirect.
    private static string? Foreign(Checkout checkout) => checkout.RedirectUrl is { Length: > 0 } redirect ? new Uri(redirect).GetLeftPart(UriPartial.Authority) : null;

    private static string Token(HttpContext context) => (string)context.GetRouteValue("token")!;
}
