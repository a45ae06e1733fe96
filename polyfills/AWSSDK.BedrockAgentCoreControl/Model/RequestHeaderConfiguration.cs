#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Headers that are passed on.</summary>
public partial class RequestHeaderConfiguration
{
    /// <summary>Their names.</summary>
    public List<string> RequestHeaderAllowlist { get; set; }
}
