using System.Text.Json.Serialization;

namespace Webhost.Contracts.Audit;

/// <summary>How a change ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditOutcome>))]
public enum AuditOutcome
{
    /// <summary>It was begun and its end is not recorded: it is under way, or it was interrupted and may have had its effect. Look at the target.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>It had its effect.</summary>
    [JsonStringEnumMemberName("done")] Done,

    /// <summary>It was refused or failed, without effect.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
