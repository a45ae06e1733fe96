using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.UsageReports;
using Webhost.Core.UsageReports;
using Webhost.Functions.Http;

namespace Webhost.Functions.UsageReports;

/// <summary>What the caller used, and the most that it may cost, over HTTP.</summary>
internal sealed class UsageFunctions(UsageReporter reporter, SpendCaps caps)
{
    [Function("GetUsage")]
    [Operation(
        "What you used in a billing period (2026-11, or a day of it; default: the present one) by runtime, agent and day, what it will come to, and your limits. Costs are estimates until the provider has stated them. With Accept: text/csv a table.",
        Access.Read,
        Response = typeof(UsageReport),
        Query = "period",
        Exports = Export.Csv)]
    public async Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/billing/usage")] HttpRequest request)
    {
        var (caller, period) = (request.Caller(), request.Query["period"].ToString());
        if (!request.Wants(Export.Csv))
        {
            return Api.Of(await reporter.ReadAsync(caller, period, request.HttpContext.RequestAborted), report => Api.Json(report));
        }

        return (await reporter.ReadRowsAsync(caller, period, request.HttpContext.RequestAborted)).TryGet(out var table, out var failure)
            ? await Export.TableAsync($"usage-{table.Period.Key}", UsageCsv.Columns, table.Rows.ToAsyncEnumerable(), row => row)
            : Api.Failed(failure);
    }

    [Function("SetSpendCap")]
    [Operation("Set the most US dollars, estimated, that a billing period may cost; null takes the cap away.", Access.Account, Request = typeof(SpendCapRequest), Response = typeof(SpendCap))]
    public async Task<IResult> SetSpendCapAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/billing/spend-cap")] HttpRequest request) =>
        (await ApiJson.ReadAsync<SpendCapRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await caps.SetAsync(request.Caller(), body, request.HttpContext.RequestAborted), cap => Api.Json(cap))
            : Api.Failed(failure);
}
