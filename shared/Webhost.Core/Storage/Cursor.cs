using System.Buffers.Text;
using System.Text;

namespace Webhost.Core.Storage;

/// <summary>Makes keys into opaque cursors and back.</summary>
public static class Cursor
{
    // Stands after every key, so that what can't be read gives an empty page and never the first one again.
    private const string End = "\uffff";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The cursor of a key.</summary>
    public static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The key of a cursor.</summary>
    public static string Decode(string cursor) => TryDecode(cursor) ?? End;

    /// <summary>Whether a text has the form of a cursor.</summary>
    public static bool IsValid(string cursor) => TryDecode(cursor) is not null;

    private static string? TryDecode(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
        {
            return null;
        }

        try
        {
            var key = Strict.GetString(Base64Url.DecodeFromChars(cursor));
            return key.AsSpan().IndexOfAnyInRange('\u0000', '\u001f') < 0 ? key : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
