using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Billing;
using Webhost.Core;
using Webhost.Core.Billing;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Functions.Http;

namespace Webhost.Functions.Billing;

/// <summary>What operators do about billing: look at stored events, replay them, and say whose a subscription is.</summary>
internal sealed class BillingOperatorFunctions(WebhookReplay replay, SubscriptionAttachment attachment, TimeProvider time)
{
    [Function("ListWebhookEvents")]
    [Operation("Operators: stored webhook events of a time (the last day, if none is named), oldest first.", Access.Operator, Response = typeof(Page<WebhookEvent>), Query = "from to state limit cursor")]
    public async Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/operator/billing/events")] HttpRequest request)
    {
        var query = request.Query;
        if (!PageRequest.Of(query["limit"], cursor: null).TryGet(out var page, out var failure)
            || !Moment(query["from"], "from", time.GetUtcNow().AddDays(-1)).TryGet(out var from, out failure)
            || !Moment(query["cursor"], "cursor", from.AddTicks(-1)).TryGet(out var before, out failure)
            || !Moment(query["to"], "to", time.GetUtcNow()).TryGet(out var to, out failure)
            || !State(query["state"]).TryGet(out var state, out failure))
        {
            return Api.Failed(failure);
        }

        var (events, more) = await replay.ListAsync(before.AddTicks(1), to, state.Value, page.Limit, request.HttpContext.RequestAborted);
        return Api.Page(events, more ? events[^1].ReceivedAt.ToString("O", CultureInfo.InvariantCulture) : null);
    }

    [Function("ReplayWebhookEvents")]
    [Operation("Operators: process a stored webhook event again, or those of a time. What is in effect already changes nothing.", Access.Operator, Request = typeof(ReplayRequest), Response = typeof(ReplayOutcome))]
    public async Task<IResult> ReplayAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/operator/billing/replay")] HttpRequest request) =>
        (await ApiJson.ReadAsync<ReplayRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await replay.RunAsync(request.Caller(), body, request.HttpContext.RequestAborted), outcome => Api.Json(outcome))
            : Api.Failed(failure);

    [Function("AttachSubscription")]
    [Operation("Operators: say whose a subscription is that no event could tell.", Access.Operator, Request = typeof(AttachSubscriptionRequest), Response = typeof(Subscription))]
    public async Task<IResult> AttachAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/operator/billing/attach")] HttpRequest request) =>
        (await ApiJson.ReadAsync<AttachSubscriptionRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await attachment.RunAsync(request.Caller(), body, request.HttpContext.RequestAborted), subscription => Api.Json(subscription))
            : Api.Failed(failure);

    private static Result<DateTimeOffset> Moment(string? text, string name, DateTimeOffset otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise
        : IsoTime.TryParse(text, out var moment) && WebhookReplay.IsPlausible(moment) ? moment
        : Failure.Invalid.At(name, $"'{name}' must be a time such as 2026-11-01T08:00:00Z.");

    private static Result<StateFilter> State(string? text) =>
        string.IsNullOrEmpty(text) ? new StateFilter(Value: null)
        : Enum.TryParse<WebhookEventState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) ? new StateFilter(state)
        : Failure.Invalid.At("state", $"'state' is one of: {string.Join(", ", Enum.GetNames<WebhookEventState>()).ToLowerInvariant()}.");

    private sealed record StateFilter(WebhookEventState? Value);
}
