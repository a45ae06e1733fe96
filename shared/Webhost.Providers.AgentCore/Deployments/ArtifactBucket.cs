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

    /// <summary>Uploads the archive, or takes the one that is there for this deployment's too.</summary>
    /// <returns>The object's key.</returns>
    public async Task<Result<string>> EnsureAsync(DeployInput input, BuildFacts facts, CancellationToken cancellationToken)
    {
        var key = $"{PrefixOf(input.Agent)}{facts.Hash}.zip";

        // The tags name the last deployment that needed the archive, and are how one is found that is there at all.
        var tags = new PutObjectTaggingRequest { BucketName = bucket, Key = key, Tagging = new Tagging { TagSet = TagsOf(input) } };
        var there = await calls.RunAsync("PutObjectTagging", token => clients.S3.PutObjectTaggingAsync(tags, token), cancellationToken);
        var error = there.Error?.Kind == AwsErrorKind.NotFound ? await UploadAsync(input, key, cancellationToken) : there.Error;
        return error is null ? key : AwsErrors.Deployment(error);
    }

    /// <summary>Deletes everything of an agent. Idempotent.</summary>
    public async Task<AwsError?> RemoveAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        if (!(await ListAsync(agent, cancellationToken)).TryGet(out var keys, out var error))
        {
            return error;
        }

        foreach (var key in keys)
        {
            if (await DeleteAsync(key, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    /// <summary>Deletes an agent's archives that no version is made of and that the deployments were the last to need. Idempotent.</summary>
    public async Task<AwsError?> RemoveUnusedAsync(AgentReference agent, IReadOnlySet<string> used, IReadOnlyCollection<string> deploymentIds, CancellationToken cancellationToken)
    {
        if (!(await ListAsync(agent, cancellationToken)).TryGet(out var keys, out var error))
        {
            return error;
        }

        foreach (var key in keys.Where(key => !used.Contains(key)))
        {
            var read = await calls.RunAsync("GetObjectTagging", token => clients.S3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = key }, token), cancellationToken);
            if (read.Error is { Kind: not AwsErrorKind.NotFound } unknown)
            {
                return unknown;
            }

            if (read.Value?.Tagging?.Exists(tag => tag.Key is RuntimeSpec.DeploymentTag && deploymentIds.Contains(tag.Value)) == true && await DeleteAsync(key, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private static List<Tag> TagsOf(DeployInput input) => [.. RuntimeSpec.TagsOf(input).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    private async Task<AwsAnswer<List<string>>> ListAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        List<string> keys = [];
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = PrefixOf(agent) };
        do
        {
            var listed = await calls.RunAsync("ListObjectsV2", token => clients.S3.ListObjectsV2Async(request, token), cancellationToken);
            if (!listed.TryGet(out var page, out var error))
            {
                return new AwsAnswer<List<string>>(Value: null, error);
            }

            keys.AddRange((page.S3Objects ?? []).Select(item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
        return new AwsAnswer<List<string>>(keys, Error: null);
    }

    private async Task<AwsError?> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var deleted = await calls.RunAsync("DeleteObject", token => clients.S3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = key }, token), cancellationToken);
        return deleted.Error is { Kind: not AwsErrorKind.NotFound } error ? error : null;
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
            TagSet = TagsOf(input),
        };
        return (await calls.RunAsync("PutObject", token => clients.S3.PutObjectAsync(request, token), UploadTime, cancellationToken)).Error;
    }
}
