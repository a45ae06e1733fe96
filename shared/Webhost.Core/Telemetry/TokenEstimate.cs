namespace Webhost.Core.Telemetry;

/// <summary>Estimates tokens from a text's length, by the rule by which workloads do.</summary>
internal static class TokenEstimate
{
    private const long CharactersPerToken = 4;

    /// <summary>The tokens of a text with this many characters.</summary>
    public static long Of(long characters) => Math.Min(UsageBounds.Tokens, (characters + CharactersPerToken - 1) / CharactersPerToken);
}
