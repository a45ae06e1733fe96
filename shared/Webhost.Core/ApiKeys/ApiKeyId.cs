using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Identifiers;

namespace Webhost.Core.ApiKeys;

/// <summary>The id of an API key, stable over its life.</summary>
/// <param name="Value"><c>key_</c> and 32 hexadecimal digits.</param>
public readonly record struct ApiKeyId(string Value)
{
    private const string Prefix = "key_";

    /// <summary>A new id; ids sort by age.</summary>
    public static ApiKeyId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ApiKeyId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new ApiKeyId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
