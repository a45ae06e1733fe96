#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>The state of a runtime.</summary>
public class AgentRuntimeStatus : ConstantClass
{
    /// <summary><c>CREATE_FAILED</c>.</summary>
    public static readonly AgentRuntimeStatus CREATE_FAILED = new("CREATE_FAILED");

    /// <summary><c>CREATING</c>.</summary>
    public static readonly AgentRuntimeStatus CREATING = new("CREATING");

    /// <summary><c>DELETING</c>.</summary>
    public static readonly AgentRuntimeStatus DELETING = new("DELETING");

    /// <summary><c>READY</c>.</summary>
    public static readonly AgentRuntimeStatus READY = new("READY");

    /// <summary><c>UPDATE_FAILED</c>.</summary>
    public static readonly AgentRuntimeStatus UPDATE_FAILED = new("UPDATE_FAILED");

    /// <summary><c>UPDATING</c>.</summary>
    public static readonly AgentRuntimeStatus UPDATING = new("UPDATING");

    /// <summary>A value that this version does not know.</summary>
    public AgentRuntimeStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value.</summary>
    public static AgentRuntimeStatus FindValue(string value) => FindValue<AgentRuntimeStatus>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator AgentRuntimeStatus(string value) => FindValue(value);
}
