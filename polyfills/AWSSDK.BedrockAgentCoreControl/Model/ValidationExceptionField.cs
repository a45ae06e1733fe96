#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>A member that was refused.</summary>
public partial class ValidationExceptionField
{
    /// <summary>Why.</summary>
    public string Message { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; set; }
}
