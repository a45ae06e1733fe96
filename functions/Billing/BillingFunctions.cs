using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Functions.Http;

namespace Webhost.Functions.Billing;

/// <summary>Plans and the caller's subscription over HTTP. Only an access token may spend money or see invoices.</summary>
internal sealed class BillingFunctions(PlanOffers offers, Checkouts checkouts, SubscriptionReader subscriptions, SubscriptionChanges changes, BillingPages pages)
{
    private const string OfSubscription = "v1/billing/subscription";

    [Function("ListPlans")]
    [Operation("Every plan with its price and limits, and which one you have.", Access.Read, Response = typeof(PlansView))]
    public IResult Plans([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/billing/plans")] HttpRequest request) => Api.Json(offers.Read(request.Caller()));

    [Function("CreateCheckout")]
    [Operation("Buy a plan: answers with the page to pay on.", Access.Account, Request = typeof(CheckoutRequest), Response = typeof(CheckoutLink), Status = 201, Idempotent = true)]
    public async Task<IResult> CheckoutAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/billing/checkout")] HttpRequest request) =>
        (await ApiJson.ReadAsync<CheckoutRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await checkouts.CreateAsync(request.Caller(), body, request.HttpContext.RequestAborted), link => Api.Json(link, StatusCodes.Status201Created))
            : Api.Failed(failure);

    [Function("GetSubscription")]
    [Operation("Where your subscription stands, and what happens next.", Access.Read, WholeAccount = true, Response = typeof(Subscription))]
    public async Task<IResult> SubscriptionAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfSubscription)] HttpRequest request) =>
        Api.Json(await subscriptions.ReadAsync(request.Caller(), request.HttpContext.RequestAborted));

    [Function("ChangeSubscription")]
    [Operation("Change your subscription: a larger plan begins and is charged at once, a smaller one follows when the paid period ends.", Access.Account, Request = typeof(ChangeSubscriptionRequest), Response = typeof(Subscription), Idempotent = true)]
    public async Task<IResult> ChangeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfSubscription)] HttpRequest request) =>
        (await ApiJson.ReadAsync<ChangeSubscriptionRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await changes.ChangeAsync(request.Caller(), body, request.HttpContext.RequestAborted), subscription => Api.Json(subscription))
            : Api.Failed(failure);

    [Function("GetBillingPortal")]
    [Operation("A signed link to the page on which you manage subscription and payment method; good for about a day.", Access.Account, Response = typeof(PortalLink))]
    public async Task<IResult> PortalAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/billing/portal")] HttpRequest request) =>
        Api.Of(await pages.GetPortalAsync(request.Caller(), request.HttpContext.RequestAborted), link => Api.Json(link));

    [Function("ListInvoices")]
    [Operation("Your invoices, newest first.", Access.Account, Response = typeof(Page<Invoice>), Query = "limit cursor")]
    public async Task<IResult> InvoicesAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/billing/invoices")] HttpRequest request) =>
        request.Page().TryGet(out var page, out var failure)
            ? Api.Of(await pages.ListInvoicesAsync(request.Caller(), page, request.HttpContext.RequestAborted), list => Api.Page(list.Items, list.NextCursor))
            : Api.Failed(failure);
}
