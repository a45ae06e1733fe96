using System.Text.Json.Serialization;

namespace Webhost.Contracts.Invocation;

/// <summary>Where an asynchronous invocation stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AsyncInvocationStatus>))]
public enum AsyncInvocationStatus
{
    /// <summary>It was accepted and has not begun.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>The agent is at work.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>The agent has answered.</summary>
    [JsonStringEnumMemberName("succeeded")] Succeeded,

    /// <summary>It ended without a whole answer.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>It was cancelled before its end.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
