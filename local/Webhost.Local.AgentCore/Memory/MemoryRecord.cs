using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Local.AgentCore.Memory;

/// <summary>A memory as it is kept. What AWS calls its configuration is kept as it came.</summary>
internal sealed record MemoryRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? ExecutionRoleArn { get; init; }

    public required int EventExpiryDays { get; init; }

    public IReadOnlyList<MemoryStrategy> Strategies { get; init; } = [];

    public string? ClientToken { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A strategy of a memory: kept and told, but nothing is extracted by it here.</summary>
internal sealed record MemoryStrategy(string Id, string Type, string Name, string? Description, IReadOnlyList<string> Namespaces);

/// <summary>The events of one session of an actor, in the order of their arrival.</summary>
internal sealed record MemorySession
{
    public required string MemoryId { get; init; }

    public required string ActorId { get; init; }

    public required string SessionId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<MemoryEvent> Events { get; init; } = [];
}

/// <summary>An event: payload, branch and metadata as they came.</summary>
internal sealed record MemoryEvent(string Id, DateTimeOffset Timestamp, JsonElement Payload, JsonElement? Branch, JsonElement? Metadata, string? ClientToken);

/// <summary>What is remembered beyond sessions, as somebody wrote it.</summary>
internal sealed record LongTermRecord
{
    public required string Id { get; init; }

    public required string MemoryId { get; init; }

    public required string Text { get; init; }

    public string? StrategyId { get; init; }

    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MemoryRecord))]
[JsonSerializable(typeof(MemorySession))]
[JsonSerializable(typeof(LongTermRecord))]
internal sealed partial class MemoryJson : JsonSerializerContext;
