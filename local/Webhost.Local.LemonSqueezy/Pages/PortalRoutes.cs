using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>The customer portal. Its addresses are signed for one customer and a day.</summary>
internal sealed class PortalRoutes(ApiContext api)
{
    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["cancelled"] = "The subscription is cancelled.",
        ["resumed"] = "The subscription goes on.",
        ["card"] = "The card is saved.",
        ["plan"] = "The plan is changed.",
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/billing", context => WithCustomerAsync(context, customer =>
            PageShell.WriteAsync(context, PageFor(context).Overview(customer, Notices.GetValueOrDefault(context.Request.Query["notice"].ToString())))));

        MapStep(routes, "cancel", (context, subscription) => PageShell.WriteAsync(context, PageFor(context).Cancel(subscription)));
        MapStep(routes, "payment-method", (context, subscription) => PageShell.WriteAsync(context, PageFor(context).PaymentMethod(subscription, new Dictionary<string, string>(StringComparer.Ordinal), message: null)));
        MapStep(routes, "plan", (context, subscription) => PageShell.WriteAsync(context, PageFor(context).PlanChoice(subscription, message: null)));

        MapAction(routes, "cancel", (context, subscription, _) => ConcludeAsync(context, subscription, "cancelled", SubscriptionChanges.Cancel));
        MapAction(routes, "resume", (context, subscription, _) => ConcludeAsync(context, subscription, "resumed", SubscriptionChanges.Resume));
        MapAction(routes, "payment-method", ChangeCardAsync);
        MapAction(routes, "plan", (context, subscription, form) => ConcludeAsync(context, subscription, "plan", edit =>
            api.Plans.ChangeVariant(edit, long.TryParse(form.Text("variant"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0, ProrationTerms.NextInvoice)));
    }

    private static string QueryOf(HttpContext context) => QueryString.Create(
    [
        KeyValuePair.Create("expires", (string?)context.Request.Query["expires"]),
        KeyValuePair.Create("signature", (string?)context.Request.Query["signature"]),
        KeyValuePair.Create("user", (string?)context.Request.Query["user"]),
    ]).ToString();

    private void MapStep(IEndpointRouteBuilder routes, string step, Func<HttpContext, Subscription, Task> serve) =>
        routes.MapGet($"/billing/subscriptions/{{id:long}}/{step}", context => WithSubscriptionAsync(context, subscription => serve(context, subscription)));

    private void MapAction(IEndpointRouteBuilder routes, string step, Func<HttpContext, Subscription, IFormCollection, Task> serve) =>
        routes.MapPost($"/billing/subscriptions/{{id:long}}/{step}", context => WithSubscriptionAsync(context, async subscription =>
        {
            if (await Forms.ReadAsync(context, api.Links.Origin) is { } form)
                await serve(context, subscription, form);
        }));

    private Task WithCustomerAsync(HttpContext context, Func<Customer, Task> serve)
    {
        var query = context.Request.Query;
        if (!api.Links.IsPortal(query["user"], query["expires"], query["signature"]))
            return PageShell.RefuseAsync(context, StatusCodes.Status403Forbidden, "Link expired", "This link has expired. Open the billing page again from the application.");
        return serve(api.Store.Data.Get<Customer>(long.Parse(query["user"].ToString(), CultureInfo.InvariantCulture)));
    }

    private Task WithSubscriptionAsync(HttpContext context, Func<Subscription, Task> serve) => WithCustomerAsync(context, customer =>
    {
        var subscription = api.Store.Data.Find<Subscription>(long.Parse((string)context.GetRouteValue("id")!, CultureInfo.InvariantCulture));
        // Another customer's subscription is none.
        return subscription?.CustomerId == customer.Id
            ? serve(subscription)
            : PageShell.RefuseAsync(context, StatusCodes.Status404NotFound, "No such subscription", "There is no such subscription.");
    });

    private async Task ChangeCardAsync(HttpContext context, Subscription subscription, IFormCollection form)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        var card = CardEntry.Read(form, api.Clock.Now, problems);
        if (card is null || problems.Count > 0)
            await PageShell.WriteAsync(context, PageFor(context).PaymentMethod(subscription, problems, "Some details are missing or not right."), StatusCodes.Status422UnprocessableEntity);
        else if (card.Refusal is { } declined)
            await PageShell.WriteAsync(context, PageFor(context).PaymentMethod(subscription, problems, declined), StatusCodes.Status402PaymentRequired);
        else
            await ConcludeAsync(context, subscription, "card", edit => api.Changes.ChangeCard(edit, card.Card));
    }

    private Task ConcludeAsync(HttpContext context, Subscription subscription, string notice, Func<SubscriptionEdit, Refusal?> work)
    {
        var outcome = api.Edit(subscription.Id.ToString(CultureInfo.InvariantCulture), work);
        return outcome.TryGet(out _, out var refusal)
            ? PageShell.SeeOther(context, $"/billing{QueryOf(context)}&notice={notice}")
            : PageShell.RefuseAsync(context, refusal.Status, "Not possible", refusal.Problems[0].Detail);
    }

    private PortalPage PageFor(HttpContext context) => new(api.View, api.Clock.Now, QueryOf(context));
}
