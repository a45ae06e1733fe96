using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Artifacts;

/// <summary>The id of an uploaded archive.</summary>
/// <param name="Value"><c>upl_</c> and 32 hexadecimal digits.</param>
public readonly record struct UploadId(string Value)
{
    private const string Prefix = "upl_";

    /// <summary>A new id; ids sort by age.</summary>
    public static UploadId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out UploadId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new UploadId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
