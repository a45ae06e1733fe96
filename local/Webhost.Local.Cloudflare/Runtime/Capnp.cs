using System.Text;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Writes the text form of Cap'n Proto values.</summary>
internal static class Capnp
{
    /// <summary>A quoted and escaped text literal.</summary>
    public static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or '\x7f' => text.Append($"\\x{(int)character:x2}"),
                _ => text.Append(character),
            };
        }
        return text.Append('"').ToString();
    }

    /// <summary>A list of already written values.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";

    /// <summary>A list of text literals.</summary>
    public static string TextList(IEnumerable<string> values) => List(values.Select(Text));
}
