using System.Collections.Concurrent;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>Tells those who wait for an instance in this process that it changed, so that they need not wait for their next look.</summary>
internal sealed class InstanceChanges
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waits = new(StringComparer.Ordinal);

    /// <summary>Completes at the next change. Ask for it before reading the instance.</summary>
    public Task NextAsync(string instanceId) =>
        _waits.GetOrAdd(instanceId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Says that an instance changed.</summary>
    public void Changed(string instanceId)
    {
        if (_waits.TryRemove(instanceId, out var wait))
            wait.TrySetResult();
    }
}
