#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>A language and its version.</summary>
public class AgentManagedRuntimeType : ConstantClass
{
    /// <summary><c>NODE_22</c>.</summary>
    public static readonly AgentManagedRuntimeType NODE_22 = new("NODE_22");

    /// <summary><c>PYTHON_3_10</c>.</summary>
    public static readonly AgentManagedRuntimeType PYTHON_3_10 = new("PYTHON_3_10");

    /// <summary><c>PYTHON_3_11</c>.</summary>
    public static readonly AgentManagedRuntimeType PYTHON_3_11 = new("PYTHON_3_11");

    /// <summary><c>PYTHON_3_12</c>.</summary>
    public static readonly AgentManagedRuntimeType PYTHON_3_12 = new("PYTHON_3_12");

    /// <summary><c>PYTHON_3_13</c>.</summary>
    public static readonly AgentManagedRuntimeType PYTHON_3_13 = new("PYTHON_3_13");

    /// <summary><c>PYTHON_3_14</c>.</summary>
    public static readonly AgentManagedRuntimeType PYTHON_3_14 = new("PYTHON_3_14");

    /// <summary>A value that this version does not know.</summary>
    public AgentManagedRuntimeType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value.</summary>
    public static AgentManagedRuntimeType FindValue(string value) => FindValue<AgentManagedRuntimeType>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator AgentManagedRuntimeType(string value) => FindValue(value);
}
