using System.Text.Json;

namespace Webhost.Contracts.Invocation;

/// <summary>What the agent answered.</summary>
public sealed record InvokeOutput
{
    /// <summary>The answer's text.</summary>
    public required string Text { get; init; }

    /// <summary>The transcript, when the agent gives one.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }

    /// <summary>Structured data, when the agent gives any.</summary>
    public JsonElement? Data { get; init; }
}
