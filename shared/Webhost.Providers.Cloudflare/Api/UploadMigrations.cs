namespace Webhost.Providers.Cloudflare.Api;

/// <summary>A step from one set of Durable Object classes to another.</summary>
/// <param name="OldTag">The tag that the script must have; null for a new script.</param>
/// <param name="NewTag">The tag that it gets.</param>
/// <param name="Steps">What changes.</param>
internal sealed record UploadMigrations(string? OldTag, string NewTag, IReadOnlyList<UploadMigrationStep> Steps);
