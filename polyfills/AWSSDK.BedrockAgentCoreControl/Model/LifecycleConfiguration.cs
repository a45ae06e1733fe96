#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>How long sessions live.</summary>
public partial class LifecycleConfiguration
{
    /// <summary>Seconds without a call.</summary>
    public int? IdleRuntimeSessionTimeout { get; set; }

    /// <summary>Seconds in all.</summary>
    public int? MaxLifetime { get; set; }
}
