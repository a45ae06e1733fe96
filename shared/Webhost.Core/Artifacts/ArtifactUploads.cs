using System.Security.Cryptography;
using Webhost.Contracts.Artifacts;
using Webhost.Core.Agents;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.Artifacts;

/// <summary>Takes uploads of archives (architecture: Deploy). Sending the same bytes again is harmless: it makes another upload.</summary>
public sealed class ArtifactUploads(IArtifactStore store, AgentDirectory agents, RuntimeProviders providers, AuditTrail audit, TimeProvider time)
{
    private static readonly HashSet<string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/zip", "application/x-zip-compressed", "application/gzip", "application/x-gzip", "application/octet-stream",
    };

    /// <summary>Streams an archive in. Failures: NotFound, Invalid (type, size, checksum), LimitExceeded (storage).</summary>
    /// <param name="caller">Who uploads.</param>
    /// <param name="agentId">For which agent.</param>
    /// <param name="content">The body, read once and never held in memory whole.</param>
    /// <param name="contentType">The body's media type; null if the client named none.</param>
    /// <param name="expectedChecksum">What the client says the checksum is; null if it doesn't.</param>
    /// <param name="cancellationToken">Breaks the upload off; nothing is left behind.</param>
    public async Task<Result<ArtifactUploaded>> ReceiveAsync(Caller caller, string agentId, Stream content, string? contentType, string? expectedChecksum, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        var mediaType = contentType?.Split(';')[0].Trim();
        if (mediaType is null || !ContentTypes.Contains(mediaType))
        {
            return Failure.Invalid.At("Content-Type", "Send the archive as 'application/zip' or 'application/gzip' (a tar.gz).");
        }

        var target = new UploadTarget(caller.User.UserId, agentId, UploadId.New(time).Value);
        var change = AuditChange.Of(AuditActions.ArtifactUpload, AuditActions.Artifact, target.UploadId, agentId);
        return await audit.RecordAsync(caller, change, () => ReceiveAsync(caller, target, content, BoundsOf(caller, agent.Value.RuntimeProvider), expectedChecksum, cancellationToken), cancellationToken);
    }

    private async Task<Result<ArtifactUploaded>> ReceiveAsync(Caller caller, UploadTarget target, Stream content, UploadBounds bounds, string? expectedChecksum, CancellationToken cancellationToken)
    {
        var written = await store.WriteUploadAsync(target, content, bounds, cancellationToken);
        if (!written.TryGet(out var upload, out var failure))
        {
            return failure;
        }

        if (upload.SizeBytes == 0)
        {
            return Failure.Invalid.At("body", "The archive is empty. Send a zip or tar.gz with 'agent.config.json' and the entry file.");
        }

        if (expectedChecksum is not null && !CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(expectedChecksum.ToLowerInvariant()), System.Text.Encoding.UTF8.GetBytes(upload.Checksum)))
        {
            await store.RemoveUploadAsync(target, CancellationToken.None);
            return Failure.Invalid.At("X-Checksum", $"The bytes that arrived have the checksum {upload.Checksum}. Send the archive again.");
        }

        // An upload takes its time: the agent may have been removed meanwhile, and its removal may have looked for uploads before this one was there.
        if (!(await agents.GetAsync(caller, target.AgentId, CancellationToken.None)).TryGet(out _, out failure))
        {
            await store.RemoveUploadAsync(target, CancellationToken.None);
            return failure;
        }

        return new ArtifactUploaded { UploadId = upload.UploadId, Checksum = upload.Checksum, SizeBytes = upload.SizeBytes };
    }

    private UploadBounds BoundsOf(Caller caller, string runtime) => new(
        Math.Min(providers.TryGet(runtime, out var provider) ? provider.Capabilities.MaximumArtifactBytes : long.MaxValue, caller.Plan.StorageBytes ?? long.MaxValue),
        caller.Plan.StorageBytes);
}
