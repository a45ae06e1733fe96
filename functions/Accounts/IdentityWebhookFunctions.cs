using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts.Identity;
using Webhost.Core.Accounts;
using Webhost.Core.Webhooks;
using Webhost.Functions.Deployments;
using Webhost.Functions.Http;

namespace Webhost.Functions.Accounts;

/// <summary>Takes the identity provider's webhooks.</summary>
internal sealed class IdentityWebhookFunctions(IdentityEvents events)
{
    // Svix, which sends Clerk's webhooks, has its own names for the headers of Standard Webhooks.
    private static readonly string[] Prefixes = ["svix-", "webhook-"];

    [Function("ReceiveIdentityWebhook")]
    [Operation("Take a webhook of the identity provider, signed as Standard Webhooks says. Whoever was deleted there is deleted here with everything; other events are acknowledged.", Access.Signed, RawRequest = "application/json", Response = typeof(IdentityWebhookReceipt))]
    public async Task<IResult> ReceiveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/identity/webhooks")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        (await RequestBody.ReadAsync(request, IdentityEvents.MaximumBytes)).TryGet(out var body, out var failure)
            ? Api.Of(await events.ReceiveAsync(MessageOf(request.Headers, body), new DurableOrchestrations(client), request.HttpContext.RequestAborted), receipt => Api.Json(receipt))
            : Api.Failed(failure);

    private static ReceivedWebhook MessageOf(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        var prefix = Array.Find(Prefixes, prefix => headers.ContainsKey($"{prefix}id")) ?? Prefixes[0];
        return new ReceivedWebhook { Id = headers[$"{prefix}id"], Timestamp = headers[$"{prefix}timestamp"], Signatures = headers[$"{prefix}signature"], Body = body };
    }
}
