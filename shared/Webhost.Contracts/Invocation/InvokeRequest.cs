using System.Text.Json;

namespace Webhost.Contracts.Invocation;

/// <summary>The body of <c>POST /v1/invoke/{agentId}</c> (master spec §7.1).</summary>
public sealed record InvokeRequest
{
    /// <summary>What the agent is asked.</summary>
    public InvokeInput? Input { get; init; }

    /// <summary>Continues a session; a new one is made when absent. Opaque, 1 to 128 of <c>A–Z a–z 0–9 _ . : -</c>.</summary>
    public string? SessionId { get; init; }

    /// <summary>Hints for the agent.</summary>
    public InvokeOptions? Options { get; init; }

    /// <summary>
    /// Handed to the agent as it is; <c>traceId</c> and <c>client</c> are known members. A <c>traceId</c> of 32 hexadecimal digits becomes the invocation's trace, unless the header
    /// <c>traceparent</c> names one. At most 16 KB.
    /// </summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Where the invocation's end is told; only with <c>Prefer: respond-async</c>.</summary>
    public InvocationWebhook? Webhook { get; init; }
}
