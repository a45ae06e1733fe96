#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A runtime.</summary>
public partial class GetAgentRuntimeResponse : AmazonWebServiceResponse
{
    /// <summary>The ARN.</summary>
    public string AgentRuntimeArn { get; set; }

    /// <summary>The id.</summary>
    public string AgentRuntimeId { get; set; }

    /// <summary>The version.</summary>
    public string AgentRuntimeVersion { get; set; }

    /// <summary>The state.</summary>
    public AgentRuntimeStatus Status { get; set; }

    /// <summary>The name.</summary>
    public string AgentRuntimeName { get; set; }

    /// <summary>The description.</summary>
    public string Description { get; set; }

    /// <summary>Why it failed.</summary>
    public string FailureReason { get; set; }

    /// <summary>The role that it runs with.</summary>
    public string RoleArn { get; set; }

    /// <summary>Variables.</summary>
    public Dictionary<string, string> EnvironmentVariables { get; set; }

    /// <summary>The code or image.</summary>
    public AgentRuntimeArtifact AgentRuntimeArtifact { get; set; }

    /// <summary>Where it runs.</summary>
    public NetworkConfiguration NetworkConfiguration { get; set; }

    /// <summary>How long its sessions live.</summary>
    public LifecycleConfiguration LifecycleConfiguration { get; set; }

    /// <summary>The metadata service.</summary>
    public RuntimeMetadataConfiguration MetadataConfiguration { get; set; }

    /// <summary>The platform.</summary>
    public string PlatformVersion { get; set; }

    /// <summary>The identity of its workload.</summary>
    public WorkloadIdentityDetails WorkloadIdentityDetails { get; set; }
}
