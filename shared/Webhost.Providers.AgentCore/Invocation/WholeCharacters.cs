using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Makes JSON readable that holds half a character: an emoji that an agent's code cut in two is written as an escape that stands for no character, and reading it would fail. In a stream, the halves of
/// one that was cut where two events meet are put together; any other half becomes U+FFFD.
/// </summary>
internal sealed class WholeCharacters
{
    private const string Missing = "\uFFFD";
    private const int EscapeLength = 6;

    // The escape of a first half at the end of a text, whose second half may begin the text of a later event.
    private string? half;

    /// <summary>A whole answer's bytes, fit to be read as JSON. What is not UTF-8 becomes U+FFFD, too.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        }

        return json.Span.IndexOf("\\ud"u8) < 0 && json.Span.IndexOf("\\uD"u8) < 0 ? json : Encoding.UTF8.GetBytes(new WholeCharacters().Mend(Encoding.UTF8.GetString(json.Span), isPiece: false));
    }

    /// <summary>The data of a stream's next event, fit to be read as JSON.</summary>
    public string OfNext(string json) => json.Contains("\\ud", StringComparison.OrdinalIgnoreCase) ? Mend(json, isPiece: true) : json;

    private string Mend(string json, bool isPiece)
    {
        var mended = new StringBuilder(json.Length);
        var copied = 0;
        for (var index = json.IndexOf('\\'); index >= 0 && index + 1 < json.Length; index = index < json.Length ? json.IndexOf('\\', index) : -1)
        {
            if (UnitAt(json, index) is not { } unit || !char.IsSurrogate(unit))
            {
                index += 2;
                continue;
            }

            if (char.IsHighSurrogate(unit) && UnitAt(json, index + EscapeLength) is { } next && char.IsLowSurrogate(next))
            {
                index += 2 * EscapeLength;
                continue;
            }

            mended.Append(json, copied, index - copied);
            copied = index + EscapeLength;
            if (isPiece && char.IsHighSurrogate(unit) && json.AsSpan(copied) is ['"', ..])
            {
                half = json[index..copied];
            }
            else if (isPiece && half is not null && char.IsLowSurrogate(unit) && json.AsSpan(0, index) is [.., '"'])
            {
                mended.Append(half).Append(json, index, EscapeLength);
            }
            else
            {
                mended.Append(Missing);
            }

            index = copied;
        }

        return mended.Append(json, copied, json.Length - copied).ToString();
    }

    // What an escape \uXXXX stands for; null where there is none.
    private static char? UnitAt(string json, int index) =>
        index + EscapeLength <= json.Length && json[index] == '\\' && json[index + 1] == 'u' && ushort.TryParse(json.AsSpan(index + 2, EscapeLength - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : null;
}
