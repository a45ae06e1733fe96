using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Artifacts;

/// <summary>Uploads and builds as block blobs, each agent's under a prefix of its own.</summary>
internal sealed class ArtifactStore(BlobServiceClient service, StoredBytes stored) : IArtifactStore
{
    private const string ContainerName = "artifacts";
    private const string UploadsFolder = "uploads";
    private const string Checksum = "checksum";
    private const int BlockBytes = 4 * 1024 * 1024;

    private readonly BlobContainerClient container = service.GetBlobContainerClient(ContainerName);

    /// <summary>Makes the container if it is not there. Idempotent.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    public async Task<Result<Upload>> WriteUploadAsync(UploadTarget target, Stream content, UploadBounds bounds, CancellationToken cancellationToken)
    {
        var room = await RoomAsync(target.UserId, bounds, cancellationToken);
        var blob = container.GetBlockBlobClient(UploadName(target));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var blocks = new List<string>();
        var buffer = new byte[BlockBytes];
        long size = 0;
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            size += read;
            if (size > Math.Min(room, bounds.MaximumBytes))
            {
                // Blocks that are never committed are no blob: the service forgets them.
                return size > bounds.MaximumBytes ? TooLarge(bounds.MaximumBytes) : Full(bounds.MaximumTotalBytes!.Value - room, bounds.MaximumTotalBytes.Value);
            }

            hash.AppendData(buffer, 0, read);
            var block = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(blocks.Count.ToString("D6", CultureInfo.InvariantCulture)));
            using var part = new MemoryStream(buffer, 0, read, writable: false);
            await blob.StageBlockAsync(block, part, cancellationToken: cancellationToken);
            blocks.Add(block);
        }

        var checksum = $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
        if (size > 0)
        {
            // Counted before it is there, so that what is there is counted. From here on it is not the caller's to break off.
            if (await stored.AddAsync(target.UserId, UploadName(target), size, bounds.MaximumTotalBytes, CancellationToken.None) is { } used)
            {
                return Full(used, bounds.MaximumTotalBytes!.Value);
            }

            await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [Checksum] = checksum } }, CancellationToken.None);
        }

        return new Upload(target.UploadId, checksum, size);
    }

    public async Task<Upload?> FindUploadAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var properties = (await container.GetBlobClient(UploadName(target)).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return new Upload(target.UploadId, properties.Metadata[Checksum], properties.ContentLength);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public Task<Failure.LimitExceeded?> ReserveUploadAsync(UploadTarget target, UploadBounds bounds, CancellationToken cancellationToken) =>
        CountAsync(target.UserId, UploadName(target), bounds, cancellationToken);

    public Task<long> ReadBytesAsync(string userId, CancellationToken cancellationToken) => stored.ReadTotalAsync(userId, cancellationToken);

    public async Task RemoveUploadAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        await container.DeleteBlobIfExistsAsync(UploadName(target), cancellationToken: cancellationToken);
        await stored.RemoveAsync(target.UserId, UploadName(target), cancellationToken);
    }

    public async Task<Stream?> OpenUploadAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await container.GetBlobClient(UploadName(target)).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task CopyUploadAsync(UploadTarget from, UploadTarget to, CancellationToken cancellationToken)
    {
        await using var content = await OpenUploadAsync(from, cancellationToken);
        if (content is null || await FindUploadAsync(from, cancellationToken) is not { } upload)
        {
            throw new InvalidOperationException($"The upload '{from.UploadId}' is gone.");
        }

        await stored.AddAsync(to.UserId, UploadName(to), upload.SizeBytes, maximumTotal: null, cancellationToken);
        await container.GetBlobClient(UploadName(to)).UploadAsync(
            content, new BlobUploadOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [Checksum] = upload.Checksum } }, cancellationToken);
    }

    public async Task<Failure.LimitExceeded?> WriteBuildAsync(string userId, string agentId, string hash, string path, long? maximumTotalBytes, CancellationToken cancellationToken)
    {
        var name = BuildName(userId, agentId, hash);
        if (await CountAsync(userId, name, new UploadBounds(new FileInfo(path).Length, maximumTotalBytes), cancellationToken) is { } full)
        {
            return full;
        }

        var blob = container.GetBlobClient(name);
        if (!await blob.ExistsAsync(cancellationToken))
        {
            await blob.UploadAsync(path, overwrite: true, cancellationToken);
        }

        return null;
    }

    public Task<Stream> OpenBuildAsync(string userId, string agentId, string hash, CancellationToken cancellationToken) =>
        container.GetBlobClient(BuildName(userId, agentId, hash)).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);

    public async IAsyncEnumerable<StoredArtifact> ReadAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(prefix: $"{userId}/", cancellationToken: cancellationToken))
        {
            yield return new StoredArtifact(blob.Name[(userId.Length + 1)..], blob.Properties.ContentLength ?? 0);
        }
    }

    public async IAsyncEnumerable<UploadTarget> ReadUploadsAsync(string userId, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in stored.ReadNamesAsync(userId, before, cancellationToken))
        {
            if (name.Split('/') is [_, var agentId, UploadsFolder, var uploadId])
            {
                yield return new UploadTarget(userId, agentId, uploadId);
            }
        }
    }

    public async Task RemoveAllAsync(string userId, string agentId, CancellationToken cancellationToken)
    {
        await container.RemoveAsync($"{userId}/{agentId}/", isMeant: null, cancellationToken);
        await stored.RemoveAllAsync(userId, $"{userId}/{agentId}/", cancellationToken);
    }

    /// <summary>Counts a blob of <see cref="UploadBounds.MaximumBytes"/> that is about to be there, once. What is counted already has its room.</summary>
    private async Task<Failure.LimitExceeded?> CountAsync(string userId, string name, UploadBounds bounds, CancellationToken cancellationToken)
    {
        if (await stored.AddAsync(userId, name, bounds.MaximumBytes, bounds.MaximumTotalBytes, cancellationToken) is null)
        {
            return null;
        }

        await RoomAsync(userId, bounds, cancellationToken);
        return await stored.AddAsync(userId, name, bounds.MaximumBytes, bounds.MaximumTotalBytes, cancellationToken) is { } used ? Full(used, bounds.MaximumTotalBytes!.Value) : null;
    }

    /// <summary>How many bytes more the user may store. Before an upload is refused for what is counted, the count is compared with what is there.</summary>
    private async Task<long> RoomAsync(string userId, UploadBounds bounds, CancellationToken cancellationToken)
    {
        if (bounds.MaximumTotalBytes is not { } total)
        {
            return long.MaxValue;
        }

        var used = await stored.ReadTotalAsync(userId, cancellationToken);
        if (total - used < bounds.MaximumBytes && used > 0)
        {
            var present = new Dictionary<string, long>(StringComparer.Ordinal);
            var counted = await stored.ReadAsync(userId, cancellationToken);
            await foreach (var blob in container.GetBlobsAsync(prefix: $"{userId}/", cancellationToken: cancellationToken))
            {
                present[blob.Name] = blob.Properties.ContentLength ?? 0;
            }

            used = await stored.ReconcileAsync(userId, counted, present, cancellationToken);
        }

        return Math.Max(0, total - used);
    }

    private static Failure.LimitExceeded Full(long used, long total) => new(
        string.Create(CultureInfo.InvariantCulture, $"Your plan stores {total:N0} bytes and {used:N0} are in use. Delete agents that you don't need, or upgrade."),
        new LimitDetails { Name = LimitNames.StorageBytes, Used = used, Allowed = total });

    private static Failure.Invalid TooLarge(long maximumBytes) => new(
        string.Create(CultureInfo.InvariantCulture, $"The archive is larger than the {maximumBytes:N0} bytes that are allowed. {ArchiveLimits.Advice}"),
        [new Problem("body", string.Create(CultureInfo.InvariantCulture, $"At most {maximumBytes:N0} bytes."))],
        TooLarge: true);

    private static string UploadName(UploadTarget target) => $"{target.UserId}/{target.AgentId}/{UploadsFolder}/{target.UploadId}";

    private static string BuildName(string userId, string agentId, string hash) => $"{userId}/{agentId}/builds/{hash}";
}
