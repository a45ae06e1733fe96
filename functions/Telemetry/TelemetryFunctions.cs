using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Telemetry;
using Webhost.Functions.Http;

namespace Webhost.Functions.Telemetry;

/// <summary>Takes workloads' reports over HTTP.</summary>
internal sealed class TelemetryFunctions(TelemetryIngestion ingestion)
{
    [Function("ReportTelemetry")]
    [Operation("Report telemetry, signed with the deployment's key: one event, or a batch of events and log lines; packed with gzip if you like, the signature is made over the body as it is sent.", Access.Signed, Request = typeof(TelemetryReport), Response = typeof(TelemetryAccepted))]
    public async Task<IResult> ReportAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/telemetry/report")] HttpRequest request)
    {
        var headers = request.Headers;
        var read = (await RequestBody.ReadAsync(request, TelemetryIngestion.MaximumBytes))
            .Map(body => new SignedReport(body, headers.ContentEncoding, headers["X-Telemetry-Deployment-Id"], headers["X-Telemetry-Signature"]));
        return Api.Of(await ingestion.ReceiveAsync(read, request.HttpContext.RequestAborted), accepted => Api.Json(accepted));
    }
}
