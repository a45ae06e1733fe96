#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Where code lies.</summary>
public partial class Code
{
    /// <summary>In S3.</summary>
    public S3Location S3 { get; set; }
}
