using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>Sums invocations of one deployment.</summary>
internal sealed class RollupAccumulator(string deploymentId, string runtimeProvider)
{
    private readonly DurationHistogram durations = new();
    private readonly SortedDictionary<string, long> errors = new(StringComparer.Ordinal);
    private long requests;
    private long tokens;
    private long computeMs;
    private long toolCalls;
    private long durableObjectOps;
    private long workersAICalls;
    private long sessionDurationMs;
    private long browserInteractions;

    public void Add(MeteredInvocation invocation)
    {
        requests++;
        tokens += invocation.Tokens;
        computeMs += invocation.ComputeMs;
        toolCalls += invocation.ToolCalls;
        durableObjectOps += invocation.Reported?.DurableObjectOps ?? 0;
        workersAICalls += invocation.Reported?.WorkersAICalls ?? 0;
        sessionDurationMs += invocation.Reported?.SessionDurationMs ?? 0;
        browserInteractions += invocation.Reported?.BrowserInteractions ?? 0;
        durations.Add(invocation.ComputeMs);
        if (invocation.ErrorClass is { } errorClass)
        {
            errors[errorClass] = errors.GetValueOrDefault(errorClass) + 1;
        }
    }

    public HourlyRollup ToRollup(DateTimeOffset start, RuntimeProviders providers) => new()
    {
        Start = start,
        DeploymentId = deploymentId,
        RuntimeProvider = runtimeProvider,
        Requests = requests,
        Tokens = tokens,
        ComputeMs = computeMs,
        ToolCalls = toolCalls,
        Errors = errors,
        CostUsd = providers.TryGet(runtimeProvider, out var provider) ? provider.EstimateCost(Quantities(start)) : 0,
        Durations = durations.Buckets,
    };

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
}
