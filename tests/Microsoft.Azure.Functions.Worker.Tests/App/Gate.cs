using System.Collections.Concurrent;

namespace Microsoft.Azure.Functions.Worker.Tests.App;

/// <summary>Named signals by which the test, over HTTP, and a running function wait for each other.</summary>
public sealed class Gate
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = new(StringComparer.Ordinal);

    public void Open(string name) => Signal(name).TrySetResult();

    public bool IsOpen(string name) => Signal(name).Task.IsCompleted;

    public Task WaitAsync(string name, CancellationToken cancellationToken) => Signal(name).Task.WaitAsync(cancellationToken);

    private TaskCompletionSource Signal(string name) => _signals.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
