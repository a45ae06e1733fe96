#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Makes a new version; what is not given is gone.</summary>
public partial class UpdateAgentRuntimeRequest : AmazonBedrockAgentCoreControlRequest
{
    /// <summary>The runtime.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The code or image.</summary>
    public AgentRuntimeArtifact AgentRuntimeArtifact { get; set; }

    /// <summary>The role that the runtime runs with.</summary>
    public string RoleArn { get; set; }

    /// <summary>Where it runs.</summary>
    public NetworkConfiguration NetworkConfiguration { get; set; }

    /// <summary>What it speaks.</summary>
    public ProtocolConfiguration ProtocolConfiguration { get; set; }

    /// <summary>How long its sessions live.</summary>
    public LifecycleConfiguration LifecycleConfiguration { get; set; }

    /// <summary>Variables, in plain text.</summary>
    public Dictionary<string, string> EnvironmentVariables { get; set; }

    /// <summary>A description.</summary>
    public string Description { get; set; }

    /// <summary>Makes the request idempotent; one is made up when there is none.</summary>
    public string ClientToken { get; set; }

    /// <summary>The platform that it runs on.</summary>
    public string PlatformVersion { get; set; }

    /// <summary>Capacity of the account itself that it runs on.</summary>
    public CapacityProviderConfiguration CapacityProviderConfiguration { get; set; }

    /// <summary>Headers that are passed to the agent.</summary>
    public RequestHeaderConfiguration RequestHeaderConfiguration { get; set; }

    /// <summary>The metadata service.</summary>
    public RuntimeMetadataConfiguration MetadataConfiguration { get; set; }
}
