using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Webhost.Contracts.UsageReports;

/// <summary>What an agent used.</summary>
public sealed record AgentUsageAmounts : UsageAmounts
{
    /// <summary>Without amounts yet.</summary>
    [JsonConstructor]
    public AgentUsageAmounts()
    {
    }

    /// <summary>With these amounts.</summary>
    [SetsRequiredMembers]
    public AgentUsageAmounts(string agentId, UsageAmounts amounts)
        : base(amounts) => AgentId = agentId;

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>Its name; absent when it was removed.</summary>
    public string? Name { get; init; }
}
