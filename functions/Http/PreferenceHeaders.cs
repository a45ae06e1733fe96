using Microsoft.AspNetCore.Http;

namespace Webhost.Functions.Http;

/// <summary>What a client prefers of how it is answered (RFC 7240).</summary>
internal static class PreferenceHeaders
{
    /// <summary>The header with the preferences.</summary>
    public const string Prefer = "Prefer";

    /// <summary>The header that says which of them were heeded.</summary>
    public const string Applied = "Preference-Applied";

    private const string RespondAsync = "respond-async";

    /// <summary>Whether a client prefers not to wait for the answer.</summary>
    public static bool WantsAsync(HttpRequest request) =>
        request.Headers.GetCommaSeparatedValues(Prefer).Any(static preference => string.Equals(preference.Split(';')[0].Trim(), RespondAsync, StringComparison.OrdinalIgnoreCase));

    /// <summary>Says that it is answered so.</summary>
    public static void WriteAsync(HttpResponse response) => response.Headers[Applied] = RespondAsync;
}
