#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Capacity of the account itself.</summary>
public partial class CapacityProviderConfiguration
{
    /// <summary>The ARN.</summary>
    public string CapacityProviderArn { get; set; }
}
