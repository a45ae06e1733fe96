using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Functions.Http;

namespace Webhost.Functions.Billing;

/// <summary>Takes the payment provider's webhooks.</summary>
internal sealed class BillingWebhookFunctions(WebhookInbox inbox)
{
    [Function("ReceiveLemonSqueezyWebhook")]
    [Operation("Take a webhook of Lemon Squeezy, signed in X-Signature. It is stored, then answered, then processed.", Access.Signed, RawRequest = "application/json", Response = typeof(WebhookReceipt))]
    public async Task<IResult> ReceiveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/billing/webhooks/lemon-squeezy")] HttpRequest request) =>
        (await RequestBody.ReadAsync(request, WebhookInbox.MaximumBytes)).TryGet(out var body, out var failure)
            ? Api.Of(await inbox.ReceiveAsync(body, request.Headers["X-Signature"], request.HttpContext.RequestAborted), receipt => Api.Json(receipt))
            : Api.Failed(failure);
}
