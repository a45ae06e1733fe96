namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Takes secrets out of text that others wrote.</summary>
internal static class Redaction
{
    // Shorter values would black out ordinary words.
    private const int ShortestSecret = 4;
    private const string Mark = "•••";

    public static string Apply(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.Length >= ShortestSecret).OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Mark, StringComparison.Ordinal);
        }

        return text;
    }
}
