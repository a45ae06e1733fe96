using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts.Accounts;
using Webhost.Core.Accounts;
using Webhost.Functions.Deployments;
using Webhost.Functions.Http;

namespace Webhost.Functions.Accounts;

/// <summary>The caller's account as a whole over HTTP. Only an access token may take all of it away.</summary>
internal sealed class AccountFunctions(AccountExports exports, AccountDeletions deletions)
{
    private const string Export = "v1/me/export";

    [Function("StartExport")]
    [Operation("Write everything that you own into one archive. One that is under way is answered again.", Access.Account, Response = typeof(AccountExport), Status = 202)]
    public async Task<IResult> ExportAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Export)] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        Api.Of(await exports.StartAsync(request.Caller(), new DurableOrchestrations(client), request.HttpContext.RequestAborted), export => Api.At(export, $"/{Export}", StatusCodes.Status202Accepted));

    [Function("GetExport")]
    [Operation("How far your newest export is.", Access.Account, Response = typeof(AccountExport))]
    public async Task<IResult> GetExportAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Export)] HttpRequest request) =>
        Api.Of(await exports.GetAsync(request.Caller(), request.HttpContext.RequestAborted), export => Api.Json(export));

    [Function("DownloadExport")]
    [Operation("The archive of your newest export.", Access.Account, Exports = ExportDownload.Zip)]
    public async Task<IResult> DownloadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Export + "/archive")] HttpRequest request) =>
        Api.Of(await exports.OpenAsync(request.Caller(), request.HttpContext.RequestAborted), opened => new ExportDownload(opened.Export, opened.Content));

    [Function("RemoveExport")]
    [Operation("Remove the archive of your newest export before its time.", Access.Account, Status = 204)]
    public async Task<IResult> RemoveExportAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Export)] HttpRequest request) =>
        Api.Of(await exports.RemoveAsync(request.Caller(), request.HttpContext.RequestAborted), _ => Api.Empty());

    [Function("DeleteMe")]
    [Operation("Delete your account with everything that it owns. The confirmation is its e-mail address or id.", Access.Account, Request = typeof(DeleteAccountRequest), Response = typeof(AccountDeletion), Status = 202, WhileDeleting = true)]
    public async Task<IResult> DeleteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/me")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        (await ApiJson.ReadAsync<DeleteAccountRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(
                await deletions.StartAsync(request.Caller(), body, new DurableOrchestrations(client), request.HttpContext.RequestAborted),
                deletion => Api.At(deletion, deletion.StatusUrl, StatusCodes.Status202Accepted))
            : Api.Failed(failure);

    [Function("GetDeletion")]
    [Operation("How far the deletion of an account is, for whoever knows its id: the account's own credentials end with it.", Access.Anonymous, Response = typeof(AccountDeletion))]
    public async Task<IResult> GetDeletionAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deletions/{deletionId}")] HttpRequest request, string deletionId) =>
        Api.Of(await deletions.GetAsync(deletionId, request.HttpContext.RequestAborted), deletion => Api.Json(deletion));
}
