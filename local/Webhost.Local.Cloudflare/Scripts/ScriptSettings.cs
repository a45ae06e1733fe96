using System.Text.Json.Nodes;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>The settings of a script that no version holds. Kept and given back; only the tags have a meaning here.</summary>
internal sealed record ScriptSettings
{
    public IReadOnlyList<string> Tags { get; init; } = [];

    public JsonNode? Observability { get; init; }

    public JsonNode? TailConsumers { get; init; }

    public bool Logpush { get; init; }

    public bool SubdomainEnabled { get; init; }

    public bool PreviewsEnabled { get; init; }
}
