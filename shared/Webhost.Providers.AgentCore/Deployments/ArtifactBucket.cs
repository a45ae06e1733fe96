using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;
using Webhost.Providers.AgentCore.Building;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>Keeps built archives in S3, by agent and by the hash of what is in them.</summary>
internal sealed class ArtifactBucket(AwsClients clients, AwsCalls calls, IOptions<AgentCoreOptions> options)
{
    private const int CopyBuffer = 128 * 1024;
    private static readonly TimeSpan UploadTime = TimeSpan.FromMinutes(5);

    private readonly string bucket = options.Value.Bucket;

    /// <summary>Uploads the archive unless it is there.</summary>
    /// <returns>The object's key.</returns>
    public async Task<Result<string>> EnsureAsync(DeployInput input, BuildFacts facts, CancellationToken cancellationToken)
    {
        var key = $"{PrefixOf(input.Agent)}{facts.Hash}.zip";
        var there = await calls.RunAsync("GetObjectMetadata", token => clients.S3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = key }, token), cancellationToken);
        if (there.Error is null)
        {
            return key;
        }

        if (there.Error.Kind != AwsErrorKind.NotFound)
        {
            return AwsErrors.Deployment(there.Error);
        }

        return await UploadAsync(input, key, cancellationToken) is { } error ? AwsErrors.Deployment(error) : key;
    }

    /// <summary>Deletes everything of an agent. Idempotent.</summary>
    public async Task<AwsError?> RemoveAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var listed = await calls.RunAsync("ListObjectsV2", token => clients.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = PrefixOf(agent) }, token), cancellationToken);
            if (!listed.TryGet(out var page, out var error))
            {
                return error;
            }

            foreach (var item in page.S3Objects ?? [])
            {
                var deleted = await calls.RunAsync("DeleteObject", token => clients.S3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = item.Key }, token), cancellationToken);
                if (deleted.Error is { Kind: not AwsErrorKind.NotFound } refused)
                {
                    return refused;
                }
            }

            if (page.IsTruncated != true)
            {
                return null;
            }
        }
    }

    private string PrefixOf(AgentReference agent) => $"{options.Value.KeyPrefix}{ResourceName.OwnerOf(agent.UserId)}/{agent.AgentId}/";

    private async Task<AwsError?> UploadAsync(DeployInput input, string key, CancellationToken cancellationToken)
    {
        // A file, so that a repeated attempt can begin at its start.
        await using var copy = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, CopyBuffer, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (var archive = await input.OpenArchiveAsync(cancellationToken))
        {
            await archive.CopyToAsync(copy, cancellationToken);
        }

        copy.Position = 0;
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = copy,
            AutoCloseStream = false,
            ContentType = "application/zip",
            TagSet = [.. RuntimeSpec.TagsOf(input).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        };
        return (await calls.RunAsync("PutObject", token => clients.S3.PutObjectAsync(request, token), UploadTime, cancellationToken)).Error;
    }
}
