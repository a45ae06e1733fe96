using Amazon.BedrockAgentCoreControl;
using Amazon.BedrockAgentCoreControl.Model;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>All that a version of a runtime is made of; AWS wants the whole of it with every change.</summary>
internal sealed record RuntimeSpec
{
    /// <summary>The tag that names the deployment.</summary>
    public const string DeploymentTag = "deploymentId";

    private const string DescriptionPrefix = "webhost deployment ";

    public required string Name { get; init; }

    public required string DeploymentId { get; init; }

    public required AgentRuntimeArtifact Artifact { get; init; }

    public required Dictionary<string, string> Environment { get; init; }

    public required Dictionary<string, string> Tags { get; init; }

    public required AgentCoreOptions Options { get; init; }

    /// <summary>Names the deployment to whoever lists versions.</summary>
    public string Description => DescriptionOf(DeploymentId);

    /// <summary>How the versions that were made for a deployment are described.</summary>
    public static string DescriptionOf(string deploymentId) => DescriptionPrefix + deploymentId;

    /// <summary>What everything is tagged with that AWS holds for a deployment.</summary>
    public static Dictionary<string, string> TagsOf(DeployInput input) => new(StringComparer.Ordinal)
    {
        ["userId"] = input.Agent.UserId,
        ["agentId"] = input.Agent.AgentId,
        [DeploymentTag] = input.DeploymentId,
    };

    public CreateAgentRuntimeRequest ToCreate(string token) => new()
    {
        AgentRuntimeName = Name,
        AgentRuntimeArtifact = Artifact,
        RoleArn = Options.ExecutionRoleArn,
        NetworkConfiguration = Network(),
        ProtocolConfiguration = Protocol(),
        LifecycleConfiguration = Lifecycle(),
        CapacityProviderConfiguration = Capacity(),
        EnvironmentVariables = Environment,
        Description = Description,
        PlatformVersion = Options.PlatformVersion,
        Tags = Tags,
        ClientToken = token,
    };

    public UpdateAgentRuntimeRequest ToUpdate(string runtimeId, string token) => new()
    {
        AgentRuntimeId = runtimeId,
        AgentRuntimeArtifact = Artifact,
        RoleArn = Options.ExecutionRoleArn,
        NetworkConfiguration = Network(),
        ProtocolConfiguration = Protocol(),
        LifecycleConfiguration = Lifecycle(),
        CapacityProviderConfiguration = Capacity(),
        MetadataConfiguration = new RuntimeMetadataConfiguration { RequireMMDSV2 = true },
        EnvironmentVariables = Environment,
        Description = Description,
        PlatformVersion = Options.PlatformVersion,
        ClientToken = token,
    };

    private NetworkConfiguration Network() => Options.SubnetIds.Count == 0
        ? new NetworkConfiguration { NetworkMode = NetworkMode.PUBLIC }
        : new NetworkConfiguration { NetworkMode = NetworkMode.VPC, NetworkModeConfig = new VpcConfig { Subnets = [.. Options.SubnetIds], SecurityGroups = [.. Options.SecurityGroupIds] } };

    private static ProtocolConfiguration Protocol() => new() { ServerProtocol = ServerProtocol.HTTP };

    private LifecycleConfiguration Lifecycle() => new()
    {
        IdleRuntimeSessionTimeout = (int)Options.SessionIdleTimeout.TotalSeconds,
        MaxLifetime = (int)Options.SessionLifetime.TotalSeconds,
    };

    private CapacityProviderConfiguration? Capacity() =>
        Options.CapacityProviderArn.Length == 0 ? null : new CapacityProviderConfiguration { CapacityProviderArn = Options.CapacityProviderArn };
}
