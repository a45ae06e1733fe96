#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>An image.</summary>
public partial class ContainerConfiguration
{
    /// <summary>Its address in a registry.</summary>
    public string ContainerUri { get; set; }
}
