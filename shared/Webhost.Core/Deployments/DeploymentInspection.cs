using Webhost.Contracts.Deployments;
using Webhost.Core.Artifacts;
using Webhost.Core.Identity;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.Deployments;

/// <summary>Tells what a deployment consists of. Nothing is unpacked or kept for it, and no secret's value is touched.</summary>
public sealed class DeploymentInspection(DeploymentDirectory deployments, IArtifactStore artifacts, RuntimeProviders providers)
{
    private const int MostFiles = 1_000;

    /// <summary>The contents of the caller's deployment. Failure: NotFound.</summary>
    public async Task<Result<DeploymentContents>> ReadAsync(Caller caller, string deploymentId, CancellationToken cancellationToken)
    {
        var got = await deployments.GetAsync(caller, deploymentId, cancellationToken);
        if (!got.TryGet(out var deployment, out var failure))
        {
            return failure;
        }

        var files = await FilesAsync(deployment, cancellationToken);
        return new DeploymentContents
        {
            DeploymentId = deployment.DeploymentId,
            Manifest = deployment.Manifest is { } manifest ? Of(manifest) : null,
            Env = deployment.Env,
            SecretKeys = SecretKeys(deployment),
            BuildChecksum = deployment.BuildHash is { } hash ? $"sha256:{hash}" : null,
            BuildSizeBytes = deployment.BuildSizeBytes,
            Files = files is null ? null : [.. files.Take(MostFiles).Select(Of)],
            FilesLeftOut = Math.Max(0, (files?.Count ?? 0) - MostFiles),
        };
    }

    private async Task<IReadOnlyList<ArchivedFile>?> FilesAsync(DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        var target = new UploadTarget(deployment.UserId, deployment.AgentId, deployment.UploadId);
        if (!providers.TryGet(deployment.RuntimeProvider, out var provider))
        {
            return null;
        }

        await using var archive = await artifacts.OpenUploadAsync(target, cancellationToken);
        return archive is null ? null : await ArchiveListing.ReadAsync(archive, ArchiveLimits.Of(provider.Capabilities), cancellationToken);
    }

    private static List<string> SecretKeys(DeploymentRecord deployment) =>
        [.. (deployment.Manifest is { } manifest ? DeploymentInputs.DeclaredKeys(deployment, manifest) : [.. deployment.DeclaredKeys]).Where(key => !deployment.Env.ContainsKey(key)).Order(StringComparer.Ordinal)];

    private static DeploymentManifest Of(AgentManifest manifest) => new()
    {
        Name = manifest.Name,
        Protocol = manifest.Protocol,
        Runtime = manifest.Runtime,
        Entrypoint = manifest.Entrypoint,
        Framework = manifest.Framework,
        RequiredKeys = manifest.RequiredKeys,
        OptionalKeys = manifest.OptionalKeys,
        Streaming = manifest.Streaming,
        Tools = manifest.Tools,
        CodeRuntime = manifest.CodeRuntime,
        ContainerUri = manifest.ContainerUri,
    };

    private static DeploymentFile Of(ArchivedFile file) => new() { Path = file.Path, SizeBytes = file.SizeBytes, Checksum = $"crc32:{file.Crc32:x8}" };
}
