using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>What an agent says that it used.</summary>
/// <param name="Usage">For the caller.</param>
/// <param name="Counters">For the bill.</param>
internal sealed record AgentUsage(Usage Usage, RuntimeCounters Counters)
{
    /// <summary>What two parts of an answer used together.</summary>
    public static AgentUsage? Sum(AgentUsage? left, AgentUsage? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        var merged = Merge(left, right)!;
        return merged with
        {
            Usage = merged.Usage with
            {
                Tokens = Sum(left.Usage.Tokens, right.Usage.Tokens),
                InputTokens = Sum(left.Usage.InputTokens, right.Usage.InputTokens),
                OutputTokens = Sum(left.Usage.OutputTokens, right.Usage.OutputTokens),
            },
        };
    }

    /// <summary>The same told twice: what the later one says, and what only the earlier one does.</summary>
    public static AgentUsage? Merge(AgentUsage? earlier, AgentUsage? later) => earlier is null || later is null ? later ?? earlier : new AgentUsage(
        Later(earlier.Usage, later.Usage),
        new RuntimeCounters
        {
            SessionDurationMs = later.Counters.SessionDurationMs > 0 ? later.Counters.SessionDurationMs : earlier.Counters.SessionDurationMs,
            BrowserInteractions = later.Counters.BrowserInteractions > 0 ? later.Counters.BrowserInteractions : earlier.Counters.BrowserInteractions,
        });

    private static Usage Later(Usage earlier, Usage later)
    {
        var (input, output) = (later.InputTokens ?? earlier.InputTokens, later.OutputTokens ?? earlier.OutputTokens);
        // One that has half of it alone says no total.
        var isHalf = later.InputTokens is null != later.OutputTokens is null;
        return new Usage
        {
            Tokens = isHalf && input is not null && output is not null ? input + output : later.Tokens ?? earlier.Tokens,
            InputTokens = input,
            OutputTokens = output,
            ComputeMs = later.ComputeMs ?? earlier.ComputeMs,
            ToolCalls = later.ToolCalls ?? earlier.ToolCalls,
            Estimated = later.Estimated ?? earlier.Estimated,
        };
    }

    private static long? Sum(long? left, long? right) => left is null && right is null ? null : (left ?? 0) + (right ?? 0);
}
