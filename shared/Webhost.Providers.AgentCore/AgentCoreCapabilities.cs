using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore;

/// <summary>What the runtime can do and where its limits lie.</summary>
internal static class AgentCoreCapabilities
{
    private const long Mega = 1024 * 1024;
    private const int VariablesOfAws = 50;

    public static RuntimeCapabilities Of(AgentCoreOptions options) => new()
    {
        Streaming = true,

        // A session is a process of its own; what it remembers is its own affair.
        ReadableSessions = false,

        // What AWS itself records goes to CloudWatch in the operator's account; the platform shows what the agent's helper reports.
        ShipsLogs = true,

        // The answer says what was used; an agent that reports besides is joined by the invocation's id.
        ReportsTelemetry = false,

        // Agents ask AgentCore Identity for their secrets, so a changed one needs no new version.
        SecretRotationNeedsRedeploy = false,
        SessionTimeToLive = options.SessionIdleTimeout,
        MaximumInvocation = options.MaximumInvocation,
        DeploymentDeadline = TimeSpan.FromMinutes(10),
        MaximumArtifactBytes = 250 * Mega,
        MaximumUnpackedBytes = 750 * Mega,
        // Of a single file AWS says nothing; a library for machine learning alone may be most of an agent.
        MaximumFileBytes = 750 * Mega,
        MaximumVariables = VariablesOfAws - Deployments.AgentEnvironment.OwnVariables,
        MaximumVariableBytes = 4096,
        EntrypointExtensions = [".py", ".js"],
    };
}
