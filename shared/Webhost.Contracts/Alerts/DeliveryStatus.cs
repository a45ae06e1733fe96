using System.Text.Json.Serialization;

namespace Webhost.Contracts.Alerts;

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryStatus>))]
public enum DeliveryStatus
{
    /// <summary>It is yet to be made, or to be tried again.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>The receiver has taken it.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>Every attempt failed.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Its way was switched off before it was made.</summary>
    [JsonStringEnumMemberName("dropped")] Dropped,
}
