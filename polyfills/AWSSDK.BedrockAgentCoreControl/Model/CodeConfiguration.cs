#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Code in an archive.</summary>
public partial class CodeConfiguration
{
    /// <summary>Where it lies.</summary>
    public Code Code { get; set; }

    /// <summary>The file to start.</summary>
    public List<string> EntryPoint { get; set; }

    /// <summary>The language and its version.</summary>
    public AgentManagedRuntimeType Runtime { get; set; }
}
