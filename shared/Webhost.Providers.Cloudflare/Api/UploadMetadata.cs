namespace Webhost.Providers.Cloudflare.Api;

/// <summary>The <c>metadata</c> part of an upload.</summary>
internal sealed record UploadMetadata
{
    public required string MainModule { get; init; }

    public required IReadOnlyList<UploadBinding> Bindings { get; init; }

    public required string CompatibilityDate { get; init; }

    public required IReadOnlyList<string> CompatibilityFlags { get; init; }

    /// <summary>Only when the script's classes change.</summary>
    public UploadMigrations? Migrations { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required UploadLimits Limits { get; init; }

    public required UploadObservability Observability { get; init; }
}
