using System.Text.Json.Serialization;

namespace Webhost.Contracts.Billing;

/// <summary>What became of a stored event.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WebhookEventState>))]
public enum WebhookEventState
{
    /// <summary>Stored, and to be processed.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>Taken into account.</summary>
    [JsonStringEnumMemberName("applied")] Applied,

    /// <summary>Older than what was known already: not applied.</summary>
    [JsonStringEnumMemberName("superseded")] Superseded,

    /// <summary>Nothing that this platform acts on.</summary>
    [JsonStringEnumMemberName("ignored")] Ignored,

    /// <summary>Nobody knows whose it is: no valid signature of ours in it, and no subscription of a known account.</summary>
    [JsonStringEnumMemberName("unattributed")] Unattributed,

    /// <summary>Given up after many attempts; it can be replayed.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
