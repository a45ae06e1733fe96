using System.Text.Json.Serialization;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>An object as it is kept: what is told of it, and the name of the file with its bytes.</summary>
internal sealed record ObjectRecord
{
    public required string Key { get; init; }

    public required string Data { get; init; }

    public required long Size { get; init; }

    /// <summary>Without quotes.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Content headers and <c>x-amz-meta-…</c>, as they are answered.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Base64 values by algorithm.</summary>
    public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>FULL_OBJECT</c> or <c>COMPOSITE</c>.</summary>
    public string ChecksumType { get; init; } = "FULL_OBJECT";
}

/// <summary>A bucket.</summary>
internal sealed record BucketRecord(string Name, DateTimeOffset CreatedAt);

/// <summary>A multipart upload on its way.</summary>
internal sealed record UploadRecord(
    string Id, string Key, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Tags, string? Algorithm, string? ChecksumType);

/// <summary>A part of one.</summary>
internal sealed record PartRecord(int Number, long Size, string ETag, DateTimeOffset LastModified, IReadOnlyDictionary<string, string> Checksums);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectRecord))]
[JsonSerializable(typeof(BucketRecord))]
[JsonSerializable(typeof(UploadRecord))]
[JsonSerializable(typeof(PartRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
