using System.Buffers.Text;
using System.Text;

namespace Webhost.Storage.Internal;

/// <summary>Makes keys into opaque cursors and back.</summary>
internal static class Cursor
{
    /// <summary>The cursor of a key.</summary>
    public static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The key of a cursor; one that is not ours stands at the very end, so that it gives an empty page.</summary>
    public static string Decode(string cursor)
    {
        const string end = "\uffff";
        if (!Base64Url.IsValid(cursor))
        {
            return end;
        }

        var key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return key.AsSpan().IndexOfAnyInRange('\u0000', '\u001f') < 0 ? key : end;
    }
}
