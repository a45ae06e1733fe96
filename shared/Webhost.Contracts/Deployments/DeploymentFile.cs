namespace Webhost.Contracts.Deployments;

/// <summary>A file of an upload.</summary>
public sealed record DeploymentFile
{
    /// <summary>Where it lies, relative to the manifest's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Its size in bytes, unpacked.</summary>
    public required long SizeBytes { get; init; }

    /// <summary><c>crc32:</c> and eight hexadecimal digits: another content gives another, unless somebody wants it otherwise.</summary>
    public required string Checksum { get; init; }
}
