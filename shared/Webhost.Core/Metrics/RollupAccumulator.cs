using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>
/// Sums invocations of one deployment, as they stand at a time. Each is priced by itself, as its gateway settles it: a sum costs the same however it is put together.
/// </summary>
internal sealed class RollupAccumulator(string deploymentId, string runtimeProvider, IRuntimeProvider? provider, DateTimeOffset reading)
{
    private readonly DurationHistogram durations = new();
    private readonly SortedDictionary<string, long> errors = new(StringComparer.Ordinal);
    private long requests;
    private long tokens;
    private long estimatedTokens;
    private long computeMs;
    private long toolCalls;
    private long unreported;
    private decimal costUsd;
    private SettledUsage settled = SettledUsage.None;
    private CountedUsage counted = CountedUsage.None;

    public void Add(MeteredInvocation invocation)
    {
        requests++;
        tokens += invocation.Tokens;
        estimatedTokens += invocation.TokensEstimated ? invocation.Tokens : 0;
        computeMs += invocation.ComputeMs;
        toolCalls += invocation.ToolCalls;
        unreported += invocation.Reported is null ? 1 : 0;
        var used = invocation.Used();
        costUsd += provider?.EstimateCost(used) ?? 0;
        counted += CountedUsage.Of(used);
        durations.Add(invocation.ComputeMs);
        if (invocation.ErrorClass is { } errorClass)
        {
            errors[errorClass] = errors.GetValueOrDefault(errorClass) + 1;
        }

        settled += SettledOf(invocation);
    }

    public DeploymentRollup ToRollup(DateTimeOffset start) => new()
    {
        Start = start,
        DeploymentId = deploymentId,
        RuntimeProvider = runtimeProvider,
        Requests = requests,
        Tokens = tokens,
        EstimatedTokens = estimatedTokens,
        ComputeMs = computeMs,
        ToolCalls = toolCalls,
        Errors = errors,
        CostUsd = costUsd,
        Unreported = provider is { Capabilities.ReportsTelemetry: false } ? 0 : unreported,
        Settled = settled,
        Counted = counted,
        Durations = durations.Buckets,
    };

    // What a gateway that was killed had reserved stays used with limits as if it had been settled with that: what it was short of it, or beyond, is what telemetry adds.
    private SettledUsage SettledOf(MeteredInvocation invocation) => invocation switch
    {
        { Measured: { } measured } when invocation.IsSettledAt(reading) => new SettledUsage(measured.Tokens, measured.DurationMs, provider?.EstimateCost(measured.Used()) ?? 0),
        { Measured.Reserved: { } reserved } => new SettledUsage(reserved.Tokens, reserved.ComputeMs, reserved.CostMicros / QuotaAmounts.MicrosPerDollar),
        _ => SettledUsage.None,
    };
}
