using System.Text.Json;
using Webhost.Contracts.Invocation;

namespace Webhost.Core.Providers;

/// <summary>What is invoked (runtime provider interface §3.4).</summary>
public sealed record InvokeInput
{
    /// <summary>The agent and its owner.</summary>
    public required AgentReference Agent { get; init; }

    /// <summary>The active deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Where the provider runs it.</summary>
    public required ProviderReference Reference { get; init; }

    /// <summary>The key with which the call is signed.</summary>
    public required string InvokeSecret { get; init; }

    /// <summary>The invocation, which is also the telemetry event's id.</summary>
    public required string InvocationId { get; init; }

    /// <summary>The session; never null: the gateway makes one.</summary>
    public required string SessionId { get; init; }

    /// <summary>The W3C trace id.</summary>
    public required string TraceId { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the gateway's span.</summary>
    public required string TraceParent { get; init; }

    /// <summary>The W3C <c>tracestate</c> that the caller sent; null when there was none.</summary>
    public string? TraceState { get; init; }

    /// <summary>The conversation, at least one message.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>Hints; null when none were given.</summary>
    public InvokeOptions? Options { get; init; }

    /// <summary>The caller's metadata; null when none was given.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The hard cap of the whole invocation.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What the owner's plan includes, and what is left of it.</summary>
    public required LimitsContext Limits { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(InvokeInput)} {InvocationId}";
}
