using System.Text.Json;

namespace Webhost.Contracts.Invocation;

/// <summary>The data of the <c>done</c> event that closes a stream.</summary>
public sealed record StreamDone
{
    /// <summary>The transcript, when the agent gives one.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }

    /// <summary>Structured data, when the agent gives any.</summary>
    public JsonElement? Data { get; init; }
}
