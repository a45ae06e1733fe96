using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>An agent runtime as it is kept.</summary>
internal sealed record RuntimeRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The state of the last change; that of the newest version unless the runtime is being deleted.</summary>
    public required string Status { get; init; }

    /// <summary>The number that the last version got; versions that are gone keep theirs.</summary>
    public required int LastVersion { get; init; }

    /// <summary>Versions by number, oldest first.</summary>
    public IReadOnlyList<RuntimeVersion> Versions { get; init; } = [];

    public IReadOnlyList<RuntimeEndpoint> Endpoints { get; init; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What was made with a client's token, so that the same call comes to the same end.</summary>
    public IReadOnlyList<TokenUse> Tokens { get; init; } = [];

    [JsonIgnore]
    public RuntimeVersion? Newest => Versions.Count == 0 ? null : Versions[^1];

    public RuntimeVersion? Version(string number) => Versions.FirstOrDefault(version => string.Equals(version.Number, number, StringComparison.Ordinal));

    public RuntimeEndpoint? Endpoint(string name) => Endpoints.FirstOrDefault(endpoint => string.Equals(endpoint.Name, name, StringComparison.Ordinal));

    public RuntimeRecord With(RuntimeVersion version) => this with { Versions = [.. Versions.Select(old => old.Number == version.Number ? version : old)] };

    /// <summary>With an endpoint as it is now; the version that it has left is marked as used until then.</summary>
    public RuntimeRecord With(RuntimeEndpoint endpoint)
    {
        var left = Endpoint(endpoint.Name)?.LiveVersion is { } live && live != endpoint.LiveVersion ? live : null;
        return this with
        {
            Endpoints = [.. Endpoints.Where(old => old.Name != endpoint.Name), endpoint],
            Versions = left is null ? Versions : [.. Versions.Select(version => version.Number == left ? version with { LastUsedAt = endpoint.LastUpdatedAt } : version)],
        };
    }
}

/// <summary>An immutable version.</summary>
internal sealed record RuntimeVersion
{
    public required string Number { get; init; }

    /// <summary>The members of the call that made it, as they came.</summary>
    public required JsonObject Settings { get; init; }

    public required string Status { get; init; }

    public string? FailureReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>When an endpoint was last moved away from it; null when none was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>An endpoint: a name for a version.</summary>
internal sealed record RuntimeEndpoint
{
    /// <summary>The endpoint that every runtime has and that follows its newest version.</summary>
    public const string Default = "DEFAULT";

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    public string? LiveVersion { get; init; }

    public string? TargetVersion { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastUpdatedAt { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A call that was made with a client's token: what it did, and the fingerprint of what it asked for.</summary>
internal sealed record TokenUse(string Operation, string Token, string Fingerprint, string Outcome);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RuntimeRecord))]
internal sealed partial class RuntimeJson : JsonSerializerContext;
