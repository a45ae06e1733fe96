using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>Sums invocations of one deployment, as they stand at a time.</summary>
internal sealed class RollupAccumulator(string deploymentId, string runtimeProvider, DateTimeOffset reading)
{
    private readonly DurationHistogram durations = new();
    private readonly SortedDictionary<string, long> errors = new(StringComparer.Ordinal);
    private long requests;
    private long tokens;
    private long estimatedTokens;
    private long computeMs;
    private long toolCalls;
    private long durableObjectOps;
    private long workersAICalls;
    private long sessionDurationMs;
    private long browserInteractions;
    private long unreported;
    private long settledRequests;
    private long settledTokens;
    private long settledComputeMs;
    private long settledToolCalls;
    private long settledSessionDurationMs;
    private long settledBrowserInteractions;

    public void Add(MeteredInvocation invocation)
    {
        requests++;
        tokens += invocation.Tokens;
        estimatedTokens += invocation.TokensEstimated ? invocation.Tokens : 0;
        computeMs += invocation.ComputeMs;
        toolCalls += invocation.ToolCalls;
        durableObjectOps += invocation.Reported?.DurableObjectOps ?? 0;
        workersAICalls += invocation.Reported?.WorkersAICalls ?? 0;
        sessionDurationMs += invocation.SessionDurationMs;
        browserInteractions += invocation.BrowserInteractions;
        unreported += invocation.Reported is null ? 1 : 0;
        durations.Add(invocation.ComputeMs);
        if (invocation.ErrorClass is { } errorClass)
        {
            errors[errorClass] = errors.GetValueOrDefault(errorClass) + 1;
        }

        if (invocation.Measured is { } measured && invocation.IsSettledAt(reading))
        {
            settledRequests++;
            settledTokens += measured.Tokens;
            settledComputeMs += measured.DurationMs;
            settledToolCalls += measured.ToolCalls;
            settledSessionDurationMs += measured.SessionDurationMs;
            settledBrowserInteractions += measured.BrowserInteractions;
        }
    }

    public DeploymentRollup ToRollup(DateTimeOffset start, RuntimeProviders providers)
    {
        var provider = providers.TryGet(runtimeProvider, out var known) ? known : null;
        return new DeploymentRollup
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
            CostUsd = provider?.EstimateCost(Quantities(start)) ?? 0,
            Unreported = provider is { Capabilities.ReportsTelemetry: false } ? 0 : unreported,
            Settled = new SettledUsage(settledTokens, settledComputeMs, settledRequests == 0 ? 0 : provider?.EstimateCost(SettledQuantities(start)) ?? 0),
            Durations = durations.Buckets,
        };
    }

    private UsageQuantities Quantities(DateTimeOffset start) => new()
    {
        At = start,
        Requests = requests,
        ComputeMs = computeMs,
        Tokens = tokens,
        ToolCalls = toolCalls,
        DurableObjectOps = durableObjectOps,
        WorkersAICalls = workersAICalls,
        SessionDurationMs = sessionDurationMs,
        BrowserInteractions = browserInteractions,
    };

    private UsageQuantities SettledQuantities(DateTimeOffset start) => new()
    {
        At = start,
        Requests = settledRequests,
        ComputeMs = settledComputeMs,
        Tokens = settledTokens,
        ToolCalls = settledToolCalls,
        SessionDurationMs = settledSessionDurationMs,
        BrowserInteractions = settledBrowserInteractions,
    };
}
