namespace Webhost.Contracts.Deployments;

/// <summary>What a deployment consists of, to compare two.</summary>
public sealed record DeploymentContents
{
    /// <summary>The deployment's id (<c>dep_…</c>).</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The checked manifest; null when the deployment ended before it was checked.</summary>
    public DeploymentManifest? Manifest { get; init; }

    /// <summary>The plain variables that the agent had at that time.</summary>
    public required IReadOnlyDictionary<string, string> Env { get; init; }

    /// <summary>The names of the secrets that the manifest and the agent declared, in order. A value is never told.</summary>
    public required IReadOnlyList<string> SecretKeys { get; init; }

    /// <summary><c>sha256:…</c> of what was built from the upload; null without a build.</summary>
    public string? BuildChecksum { get; init; }

    /// <summary>The build's size in bytes; null without a build.</summary>
    public long? BuildSizeBytes { get; init; }

    /// <summary>The files of the upload by path, the first thousand; null when it can't be read.</summary>
    public IReadOnlyList<DeploymentFile>? Files { get; init; }

    /// <summary>How many files the upload has beyond those; 0 for none.</summary>
    public int FilesLeftOut { get; init; }
}
