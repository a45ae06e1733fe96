using System.Globalization;
using System.Text;

namespace Webhost.Storage.Internal;

/// <summary>Makes keys of text that may hold what table keys must not: <c>/ \ # ?</c>, control characters, <c>%</c>. The order of letters and digits is kept.</summary>
internal static class TableKey
{
    /// <summary>Separates the parts of a key; escaped inside of them.</summary>
    public const char Separator = '|';

    /// <summary>The key of one text.</summary>
    public static string Of(string text)
    {
        foreach (var character in text)
        {
            if (!IsPlain(character))
            {
                return Escape(text);
            }
        }

        return text;
    }

    /// <summary>A part of a key that sorts later times first.</summary>
    public static string NewestFirst(DateTimeOffset time) => (DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>The key of several texts.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var key = new StringBuilder();
        foreach (var part in parts)
        {
            if (key.Length > 0)
            {
                key.Append(Separator);
            }

            key.Append(Of(part));
        }

        return key.ToString();
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':' or ' ';

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (IsPlain(character))
            {
                escaped.Append(character);
            }
            else
            {
                escaped.Append('~').Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
