#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>The metadata service inside a session.</summary>
public partial class RuntimeMetadataConfiguration
{
    /// <summary>Whether only its second version answers.</summary>
    public bool? RequireMMDSV2 { get; set; }
}
