#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A network of the account.</summary>
public partial class VpcConfig
{
    /// <summary>Security groups.</summary>
    public List<string> SecurityGroups { get; set; }

    /// <summary>Subnets.</summary>
    public List<string> Subnets { get; set; }
}
