namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>The trace in the headers that AgentCore takes.</summary>
internal static class TraceHeader
{
    private const int EpochDigits = 8;
    private const int LongestState = 512;

    /// <summary>A <c>tracestate</c> as it is; null for none, and for what is no header.</summary>
    public static string? StateOf(string? traceState) =>
        traceState is { Length: > 0 and <= LongestState } && traceState.All(letter => letter is >= ' ' and <= '~') ? traceState : null;

    /// <summary>The trace as AWS X-Ray names it, made from the W3C's <c>traceparent</c>. Null when the text is not a <c>traceparent</c>.</summary>
    public static string? Of(string traceParent) => traceParent.Split('-') is [_, { Length: 32 } trace, { Length: 16 } span, { Length: 2 } flags, ..]
        ? $"Root=1-{trace[..EpochDigits]}-{trace[EpochDigits..]};Parent={span};Sampled={(flags[1] is '1' or '3' or '5' or '7' or '9' or 'b' or 'd' or 'f' ? '1' : '0')}"
        : null;
}
