namespace Webhost.Contracts.Deployments;

/// <summary>Where a deployment's code comes from (runtime provider interface §3.2).</summary>
public sealed record ArtifactReference
{
    /// <summary><c>uploaded_bundle</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The upload's id, from <c>POST …/artifacts</c>.</summary>
    public string? UploadId { get; init; }

    /// <summary>Filled in by the platform: <c>sha256:…</c> of the uploaded bytes.</summary>
    public string? Checksum { get; init; }

    /// <summary>Filled in by the platform: the upload's size in bytes.</summary>
    public long? SizeBytes { get; init; }
}
