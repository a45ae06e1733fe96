using System.Text.Json.Nodes;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>Says which version serves since when. The local Cloudflare runs one version at a time.</summary>
internal sealed record ScriptDeployment
{
    public required Guid Id { get; init; }

    public required Guid VersionId { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    public required string Source { get; init; }

    public JsonNode? Annotations { get; init; }
}
