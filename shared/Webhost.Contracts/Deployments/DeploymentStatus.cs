using System.Text.Json.Serialization;

namespace Webhost.Contracts.Deployments;

/// <summary>Where a deployment stands (master spec §6.3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeploymentStatus>))]
public enum DeploymentStatus
{
    /// <summary>It is queued or in progress.</summary>
    [JsonStringEnumMemberName("deploying")] Deploying,

    /// <summary>It serves the agent's invocations.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>It served invocations until a newer deployment took over; it can be rolled back to.</summary>
    [JsonStringEnumMemberName("superseded")] Superseded,

    /// <summary>It served invocations until a roll-back replaced it; it can be activated again.</summary>
    [JsonStringEnumMemberName("rolled_back")] RolledBack,

    /// <summary>It never served.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>It was cancelled before it served.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
