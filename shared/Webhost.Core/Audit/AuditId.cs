using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Audit;

/// <summary>The id of an entry of the audit log.</summary>
/// <param name="Value"><c>aud_</c> and 32 hexadecimal digits.</param>
public readonly record struct AuditId(string Value)
{
    private const string Prefix = "aud_";

    /// <summary>A new id; ids sort by age.</summary>
    public static AuditId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out AuditId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new AuditId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
