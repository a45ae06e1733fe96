#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Code or an image; one of them.</summary>
public partial class AgentRuntimeArtifact
{
    /// <summary>Code.</summary>
    public CodeConfiguration CodeConfiguration { get; set; }

    /// <summary>An image.</summary>
    public ContainerConfiguration ContainerConfiguration { get; set; }
}
