using System.Text.Json.Serialization;

namespace Webhost.Contracts.Accounts;

/// <summary>Where an export stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExportStatus>))]
public enum ExportStatus
{
    /// <summary>It is being written.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>The archive can be downloaded.</summary>
    [JsonStringEnumMemberName("ready")] Ready,

    /// <summary>It could not be written; it can be asked for again.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>The archive's time is over.</summary>
    [JsonStringEnumMemberName("expired")] Expired,
}
