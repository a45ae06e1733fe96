using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Audit;
using Webhost.Core.Audit;
using Webhost.Functions.Http;

namespace Webhost.Functions.Audit;

/// <summary>The caller's audit log over HTTP. It tells who did what with which key, so that no key may read it.</summary>
internal sealed class AuditFunctions(AuditReader audit)
{
    private const string FileName = "audit";

    [Function("ReadAudit")]
    [Operation(
        "Who changed what: agents, deployments, secrets, keys, money. Newest first. With Accept: text/csv or application/x-ndjson the whole log, or the window 'from' to 'to', as a file.",
        Access.Account,
        Response = typeof(Page<AuditEntry>),
        Query = "action target from to limit cursor",
        Exports = Export.Csv + " " + Export.JsonLines)]
    public async Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audit")] HttpRequest request)
    {
        var query = request.Query;
        if (!AuditFilter.Of(query["action"], query["target"], query["from"], query["to"]).TryGet(out var filter, out var failure) || !request.Page().TryGet(out var page, out failure))
        {
            return Api.Failed(failure);
        }

        if (request.Wants(Export.Csv))
        {
            return await Export.TableAsync(FileName, AuditCsv.Columns, audit.ReadAsync(request.Caller(), filter, request.HttpContext.RequestAborted), AuditCsv.Cells);
        }

        if (request.Wants(Export.JsonLines))
        {
            return await Export.ListAsync(FileName, audit.ReadAsync(request.Caller(), filter, request.HttpContext.RequestAborted));
        }

        var (items, next) = await audit.ListAsync(request.Caller(), filter, page, request.HttpContext.RequestAborted);
        return Api.Page(items, next);
    }
}
