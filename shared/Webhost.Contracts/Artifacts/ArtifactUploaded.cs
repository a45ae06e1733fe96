namespace Webhost.Contracts.Artifacts;

/// <summary>The answer to an upload.</summary>
public sealed record ArtifactUploaded
{
    /// <summary>Names the upload in <c>POST …/deployments</c>.</summary>
    public required string UploadId { get; init; }

    /// <summary><c>sha256:</c> and 64 hexadecimal digits, over the bytes received.</summary>
    public required string Checksum { get; init; }

    /// <summary>How many bytes were received.</summary>
    public required long SizeBytes { get; init; }
}
