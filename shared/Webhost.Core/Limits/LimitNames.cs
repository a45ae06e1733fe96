namespace Webhost.Core.Limits;

/// <summary>The names of limits in the API (docs/limits.md).</summary>
public static class LimitNames
{
    /// <summary>Invocations in a billing period.</summary>
    public const string Requests = "requestsPerMonth";

    /// <summary>Tokens in a billing period.</summary>
    public const string Tokens = "tokensPerMonth";

    /// <summary>Milliseconds of compute in a billing period.</summary>
    public const string ComputeMs = "computeMsPerMonth";

    /// <summary>US dollars in a billing period, estimated: the user's own cap.</summary>
    public const string SpendCap = "spendCapUsd";

    /// <summary>Bytes of stored artifacts.</summary>
    public const string StorageBytes = "storageBytes";

    /// <summary>Agents.</summary>
    public const string Agents = "agents";

    /// <summary>Agents on AgentCore.</summary>
    public const string AgentCoreAgents = "agentCoreAgents";

    /// <summary>AgentCore itself, where a plan lacks it.</summary>
    public const string AgentCore = "agentCore";

    /// <summary>Images of containers, where a plan lacks them.</summary>
    public const string ContainerImages = "containerImages";

    /// <summary>A payment that is overdue.</summary>
    public const string Payment = "payment";

    /// <summary>Invocations a second for all of a user's agents.</summary>
    public const string RequestsPerSecondPerUser = "requestsPerSecondPerUser";

    /// <summary>Invocations a second for one agent.</summary>
    public const string RequestsPerSecondPerAgent = "requestsPerSecondPerAgent";
}
