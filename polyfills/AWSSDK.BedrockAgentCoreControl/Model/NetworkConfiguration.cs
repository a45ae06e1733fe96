#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Where a runtime runs.</summary>
public partial class NetworkConfiguration
{
    /// <summary>The kind of network.</summary>
    public NetworkMode NetworkMode { get; set; }

    /// <summary>The network, when it is one of the account.</summary>
    public VpcConfig NetworkModeConfig { get; set; }
}
