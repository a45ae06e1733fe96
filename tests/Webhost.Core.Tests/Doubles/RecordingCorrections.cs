using System.Collections.Concurrent;
using Webhost.Core.Metrics;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Remembers what telemetry adds to what was settled.</summary>
internal sealed class RecordingCorrections : IUsageCorrections
{
    public ConcurrentDictionary<(string UserId, string Period), (long Tokens, long ComputeMs, long CostMicros)> Extra { get; } = new();

    public Func<Task> Setting { get; set; } = () => Task.CompletedTask;

    public async Task SetExtraAsync(string userId, string period, long tokens, long computeMs, long costMicros, CancellationToken cancellationToken)
    {
        await Setting();
        Extra[(userId, period)] = (tokens, computeMs, costMicros);
    }
}
