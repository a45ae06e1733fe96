#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>What a runtime speaks.</summary>
public partial class ProtocolConfiguration
{
    /// <summary>The protocol.</summary>
    public ServerProtocol ServerProtocol { get; set; }
}
