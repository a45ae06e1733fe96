using System.Collections.Concurrent;
using Webhost.Core.Deployments;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Remembers what was started; a test runs it with <see cref="OrchestrationRunner"/>.</summary>
internal sealed class FakeOrchestrations : IOrchestrations
{
    public ConcurrentDictionary<string, PendingItem> Started { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, bool> Ended { get; } = new(StringComparer.Ordinal);

    public ConcurrentBag<string> CancelRequests { get; } = [];

    public Task StartAsync(PendingItem item, CancellationToken cancellationToken)
    {
        Started.TryAdd(item.Id, item);
        return Task.CompletedTask;
    }

    public Task<OrchestrationState> StateAsync(string id, CancellationToken cancellationToken) => Task.FromResult(
        Ended.ContainsKey(id) ? OrchestrationState.Ended : Started.ContainsKey(id) ? OrchestrationState.Running : OrchestrationState.Absent);

    public Task ForgetAsync(string id, CancellationToken cancellationToken)
    {
        Started.TryRemove(id, out _);
        Ended.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task RequestCancelAsync(string deploymentId, CancellationToken cancellationToken)
    {
        CancelRequests.Add(deploymentId);
        return Task.CompletedTask;
    }
}
