using System.Text.Json.Serialization;

namespace Webhost.Contracts.Billing;

/// <summary>Where a subscription stands with the payment provider.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SubscriptionStatus>))]
public enum SubscriptionStatus
{
    /// <summary>There is none, and never was.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>In its free trial.</summary>
    [JsonStringEnumMemberName("on_trial")] OnTrial,

    /// <summary>Paid.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>A renewal could not be collected and is tried again.</summary>
    [JsonStringEnumMemberName("past_due")] PastDue,

    /// <summary>All attempts to collect a renewal failed.</summary>
    [JsonStringEnumMemberName("unpaid")] Unpaid,

    /// <summary>Payments are paused.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>Cancelled, and good until the end of what is paid.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>Over.</summary>
    [JsonStringEnumMemberName("expired")] Expired,
}
