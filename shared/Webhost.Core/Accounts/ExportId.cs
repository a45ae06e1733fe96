using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Accounts;

/// <summary>The id of an export of an account, which is also its orchestration's.</summary>
/// <param name="Value"><c>exp_</c> and 32 hexadecimal digits.</param>
public readonly record struct ExportId(string Value)
{
    private const string Prefix = "exp_";

    /// <summary>A new id; ids sort by age.</summary>
    public static ExportId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ExportId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new ExportId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
