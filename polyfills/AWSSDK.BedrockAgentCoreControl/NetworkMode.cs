#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>A kind of network.</summary>
public class NetworkMode : ConstantClass
{
    /// <summary><c>PUBLIC</c>.</summary>
    public static readonly NetworkMode PUBLIC = new("PUBLIC");

    /// <summary><c>VPC</c>.</summary>
    public static readonly NetworkMode VPC = new("VPC");

    /// <summary>A value that this version does not know.</summary>
    public NetworkMode(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value.</summary>
    public static NetworkMode FindValue(string value) => FindValue<NetworkMode>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator NetworkMode(string value) => FindValue(value);
}
