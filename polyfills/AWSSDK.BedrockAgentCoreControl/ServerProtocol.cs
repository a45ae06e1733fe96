#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>A protocol.</summary>
public class ServerProtocol : ConstantClass
{
    /// <summary><c>A2A</c>.</summary>
    public static readonly ServerProtocol A2A = new("A2A");

    /// <summary><c>AGUI</c>.</summary>
    public static readonly ServerProtocol AGUI = new("AGUI");

    /// <summary><c>HTTP</c>.</summary>
    public static readonly ServerProtocol HTTP = new("HTTP");

    /// <summary><c>MCP</c>.</summary>
    public static readonly ServerProtocol MCP = new("MCP");

    /// <summary>A value that this version does not know.</summary>
    public ServerProtocol(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value.</summary>
    public static ServerProtocol FindValue(string value) => FindValue<ServerProtocol>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator ServerProtocol(string value) => FindValue(value);
}
