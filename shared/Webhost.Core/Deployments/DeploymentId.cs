using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Deployments;

/// <summary>The id of a deployment.</summary>
/// <param name="Value"><c>dep_</c> and 32 hexadecimal digits.</param>
public readonly record struct DeploymentId(string Value)
{
    private const string Prefix = "dep_";

    /// <summary>A new id; ids sort by age.</summary>
    public static DeploymentId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeploymentId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new DeploymentId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
