using System.Buffers.Text;
using System.Text;

namespace Webhost.Functions.Http;

/// <summary>Versions as HTTP shows them: strong, as <c>If-Match</c> wants them, and without the storage's own form.</summary>
internal static class EntityTag
{
    /// <summary>A stored version as a header's value.</summary>
    public static string Show(string version) => $"\"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(version))}\"";

    /// <summary>The stored version that a header's value stands for; a text that is no version when it stands for none.</summary>
    public static string Read(string tag)
    {
        var inner = tag.AsSpan().Trim();
        if (inner is not ['"', .., '"'])
        {
            return string.Empty;
        }

        inner = inner[1..^1];
        return Base64Url.IsValid(inner) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(inner)) : string.Empty;
    }
}
