namespace Webhost.Providers.Cloudflare.Api;

/// <summary>What Cloudflare says of a script that is there.</summary>
/// <param name="MigrationTag">The tag of its newest migration; null when it has none.</param>
internal sealed record ScriptState(string? MigrationTag);
