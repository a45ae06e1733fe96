using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Artifacts;
using Webhost.Core.Artifacts;
using Webhost.Functions.Http;

namespace Webhost.Functions.Artifacts;

/// <summary>Uploads over HTTP, streamed through.</summary>
internal sealed class ArtifactFunctions(ArtifactUploads uploads)
{
    [Function("UploadArtifact")]
    [Operation(
        "Upload an archive with the agent's code. Header X-Checksum (sha256:…) lets the platform check that it arrived whole; an Idempotency-Key wants it.",
        Access.Deploy,
        RawRequest = "application/zip application/gzip",
        Headers = IdempotencyMiddleware.ChecksumHeader,
        Response = typeof(ArtifactUploaded),
        Status = 201,
        Idempotent = true)]
    public async Task<IResult> UploadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{agentId}/artifacts")] HttpRequest request, string agentId)
    {
        // The plan's own limit counts, not the server's.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var checksum = request.Headers[IdempotencyMiddleware.ChecksumHeader].ToString();
        return Api.Of(
            await uploads.ReceiveAsync(request.Caller(), agentId, request.Body, request.ContentType, checksum.Length == 0 ? null : checksum, request.HttpContext.RequestAborted),
            uploaded => Api.Json(uploaded, StatusCodes.Status201Created));
    }
}
