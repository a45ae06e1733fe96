using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Webhost.Core.Identifiers;

namespace Webhost.Core.Invocation;

/// <summary>The id of an invocation; also its telemetry event's.</summary>
/// <param name="Value"><c>inv_</c> and 32 hexadecimal digits.</param>
public readonly record struct InvocationId(string Value)
{
    private const string Prefix = "inv_";
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A new id; ids sort by age.</summary>
    public static InvocationId New(TimeProvider time) => new(Id.New(Prefix, time));

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out InvocationId id)
    {
        var valid = Id.IsValid(Prefix, text);
        id = valid ? new InvocationId(text!) : default;
        return valid;
    }

    /// <summary>When the id was made, to the millisecond: it is part of a UUIDv7. An id that is made up may name a time that doesn't exist: it is taken for the last one.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(
        long.Parse(Value.AsSpan(Prefix.Length, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), LastMillisecond));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
