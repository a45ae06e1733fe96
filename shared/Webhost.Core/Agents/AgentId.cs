using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Agents;

/// <summary>The id of an agent.</summary>
/// <param name="Value"><c>agt_</c> and 32 hexadecimal digits.</param>
public readonly record struct AgentId(string Value)
{
    private const string Prefix = "agt_";

    /// <summary>A new id; ids sort by age.</summary>
    public static AgentId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out AgentId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new AgentId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
