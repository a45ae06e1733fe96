using System.Text.Json.Serialization;

namespace Webhost.Contracts.Agents;

/// <summary>Where an agent stands (master spec §5.1).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentStatus>))]
public enum AgentStatus
{
    /// <summary>It was never deployed.</summary>
    [JsonStringEnumMemberName("created")] Created,

    /// <summary>Its first deployment, or the first after a failure, is running.</summary>
    [JsonStringEnumMemberName("deploying")] Deploying,

    /// <summary>It answers invocations.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>Its deployment failed and there is no earlier one to serve.</summary>
    [JsonStringEnumMemberName("error")] Error,

    /// <summary>Its owner switched it off; invocations are refused.</summary>
    [JsonStringEnumMemberName("disabled")] Disabled,
}
