using System.Text.Encodings.Web;
using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Takes secrets out of text that others wrote, also where they are escaped as JSON or encoded for an address (as <c>shim-worker/src/redaction.ts</c> does).</summary>
internal static class Redaction
{
    // Shorter values would black out ordinary words.
    private const int ShortestSecret = 4;
    private const string Mark = "•••";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Apply(string text, IEnumerable<string> secrets)
    {
        // A value that contains another one must go first, or its rest would stay.
        foreach (var form in secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(FormsOf).OrderByDescending(form => form.Length))
        {
            text = text.Replace(form, Mark, StringComparison.Ordinal);
        }

        return text;
    }

    private static string[] FormsOf(string secret)
    {
        var encoded = Uri.EscapeDataString(secret);
        return [secret, JsonSerializer.Serialize(secret, Json)[1..^1], encoded, AsJavaScript(encoded)];
    }

    // encodeURIComponent leaves these as they are.
    private static string AsJavaScript(string encoded) => encoded
        .Replace("%21", "!", StringComparison.Ordinal)
        .Replace("%27", "'", StringComparison.Ordinal)
        .Replace("%28", "(", StringComparison.Ordinal)
        .Replace("%29", ")", StringComparison.Ordinal)
        .Replace("%2A", "*", StringComparison.Ordinal);
}
