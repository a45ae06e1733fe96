namespace Webhost.Core.Providers;

/// <summary>What the rules know of runtimes by name.</summary>
public static class Runtimes
{
    /// <summary>The runtime on which plans sell places one by one.</summary>
    public const string AgentCore = "agentcore";

    /// <summary>Whether each agent on a runtime takes up a place that the plan counts.</summary>
    public static bool HasPlaces(string? runtimeProvider) => string.Equals(runtimeProvider, AgentCore, StringComparison.Ordinal);
}
