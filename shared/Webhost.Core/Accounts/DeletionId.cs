using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Accounts;

/// <summary>The id of the deletion of an account, which is also its orchestration's.</summary>
/// <param name="Value"><c>del_</c> and 32 hexadecimal digits.</param>
public readonly record struct DeletionId(string Value)
{
    private const string Prefix = "del_";

    /// <summary>A new id; ids sort by age.</summary>
    public static DeletionId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeletionId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new DeletionId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
