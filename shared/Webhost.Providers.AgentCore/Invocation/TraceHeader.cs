namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>The trace as AWS X-Ray names it, made from the W3C's <c>traceparent</c>.</summary>
internal static class TraceHeader
{
    private const int EpochDigits = 8;

    /// <summary>Null when the text is not a <c>traceparent</c>.</summary>
    public static string? Of(string traceParent) => traceParent.Split('-') is [_, { Length: 32 } trace, { Length: 16 } span, { Length: 2 } flags, ..]
        ? $"Root=1-{trace[..EpochDigits]}-{trace[EpochDigits..]};Parent={span};Sampled={(flags[1] is '1' or '3' or '5' or '7' or '9' or 'b' or 'd' or 'f' ? '1' : '0')}"
        : null;
}
