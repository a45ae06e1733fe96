using System.Text.Json;
using Webhost.Contracts.Invocation;

namespace Webhost.Core.Providers;

/// <summary>An agent's whole answer.</summary>
public sealed record InvokeOutput
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The transcript, when the agent gives one.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }

    /// <summary>Structured data, when the agent gives any.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>What it used, as far as the runtime says; null when it doesn't.</summary>
    public Usage? Usage { get; init; }

    /// <summary>What it used besides; null for a runtime that counts nothing else.</summary>
    public RuntimeCounters? Counters { get; init; }
}
