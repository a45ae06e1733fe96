#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>The state of an endpoint.</summary>
public class AgentRuntimeEndpointStatus : ConstantClass
{
    /// <summary><c>CREATE_FAILED</c>.</summary>
    public static readonly AgentRuntimeEndpointStatus CREATE_FAILED = new("CREATE_FAILED");

    /// <summary><c>CREATING</c>.</summary>
    public static readonly AgentRuntimeEndpointStatus CREATING = new("CREATING");

    /// <summary><c>DELETING</c>.</summary>
    public static readonly AgentRuntimeEndpointStatus DELETING = new("DELETING");

    /// <summary><c>READY</c>.</summary>
    public static readonly AgentRuntimeEndpointStatus READY = new("READY");

    /// <summary><c>UPDATE_FAILED</c>.</summary>
    public static readonly AgentRuntimeEndpointStatus UPDATE_FAILED = new("UPDATE_FAILED");

    /// <summary><c>UPDATING</c>.</summary>
    public static readonly AgentRuntimeEndpointStatus UPDATING = new("UPDATING");

    /// <summary>A value that this version does not know.</summary>
    public AgentRuntimeEndpointStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value.</summary>
    public static AgentRuntimeEndpointStatus FindValue(string value) => FindValue<AgentRuntimeEndpointStatus>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator AgentRuntimeEndpointStatus(string value) => FindValue(value);
}
