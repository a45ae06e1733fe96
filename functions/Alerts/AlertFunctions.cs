using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Alerts;
using Webhost.Core.Alerts;
using Webhost.Functions.Http;

namespace Webhost.Functions.Alerts;

/// <summary>How the caller is warned before a limit is reached, over HTTP.</summary>
internal sealed class AlertFunctions(AlertDesk desk)
{
    private const string Path = "v1/billing/alerts";

    [Function("GetAlerts")]
    [Operation("How you are warned before a limit is reached, and what was sent lately.", Access.Account, Response = typeof(AlertsView))]
    public async Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Path)] HttpRequest request) =>
        Api.Json(await desk.ReadAsync(request.Caller(), request.HttpContext.RequestAborted));

    [Function("SetAlerts")]
    [Operation("Set how you are warned, in place of what was set before. The secret of a new webhook is in this answer and never again.", Access.Account, Request = typeof(AlertsRequest), Response = typeof(AlertsView))]
    public async Task<IResult> SetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Path)] HttpRequest request) =>
        (await ApiJson.ReadAsync<AlertsRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await desk.SetAsync(request.Caller(), body, request.HttpContext.RequestAborted), view => Api.Json(view))
            : Api.Failed(failure);

    [Function("DeleteAlerts")]
    [Operation("Switch alerts off.", Access.Account, Status = 204)]
    public async Task<IResult> DeleteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Path)] HttpRequest request) =>
        Api.Of(await desk.RemoveAsync(request.Caller(), request.HttpContext.RequestAborted), _ => Api.Empty());

    [Function("ConfirmAlertEmail")]
    [Operation("Confirm the e-mail address for alerts with the code that was sent to it.", Access.Account, Request = typeof(ConfirmEmailRequest), Response = typeof(AlertsView))]
    public async Task<IResult> ConfirmAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Path + "/confirm-email")] HttpRequest request) =>
        (await ApiJson.ReadAsync<ConfirmEmailRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await desk.ConfirmEmailAsync(request.Caller(), body, request.HttpContext.RequestAborted), view => Api.Json(view))
            : Api.Failed(failure);
}
