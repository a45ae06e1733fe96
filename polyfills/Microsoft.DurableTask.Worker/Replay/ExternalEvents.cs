namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>
/// Brings external events and those who wait for them together, by name in any case. The newest wait gets an event first, so that an
/// abandoned wait does not swallow it; events without a wait are kept in order.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly Dictionary<string, List<IWait>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Payload)> _kept = [];

    private interface IWait
    {
        Type Type { get; }

        bool IsOver { get; }

        void Complete(string? payload, DataConverter converter);
    }

    /// <summary>Whether the orchestrator waits for any event.</summary>
    public bool IsAwaited => _waits.Values.Any(list => list.Exists(wait => !wait.IsOver));

    /// <summary>Waits for an event.</summary>
    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        Wait<T> wait = new();
        var index = _kept.FindIndex(item => Same(item.Name, name));
        if (index >= 0)
        {
            var (_, payload) = _kept[index];
            _kept.RemoveAt(index);
            wait.Complete(payload, converter);
            return wait.Task;
        }

        if (!_waits.TryGetValue(name, out var list))
            _waits[name] = list = [];
        list.RemoveAll(static other => other.IsOver);
        if (list.Count > 0 && list[0].Type != typeof(T))
            throw new ArgumentException($"The event '{name}' is awaited as {list[0].Type} already, so it cannot be awaited as {typeof(T)} too.", nameof(name));
        list.Add(wait);
        if (cancellationToken.CanBeCanceled)
            wait.CancelWith(cancellationToken);
        return wait.Task;
    }

    /// <summary>Gives an event to the newest wait, or keeps it.</summary>
    public void Raise(string name, string? payload)
    {
        if (_waits.TryGetValue(name, out var list) && list.FindLast(static wait => !wait.IsOver) is { } wait)
        {
            list.Remove(wait);
            wait.Complete(payload, converter);
        }
        else
        {
            _kept.Add((name, payload));
        }
    }

    /// <summary>The events that nobody waited for.</summary>
    public IReadOnlyList<(string Name, string? Payload)> Kept => _kept;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed class Wait<T> : IWait
    {
        private readonly TaskCompletionSource<T> _source = new();

        public Task<T> Task => _source.Task;

        public Type Type => typeof(T);

        public bool IsOver => _source.Task.IsCompleted;

        public void CancelWith(CancellationToken cancellationToken)
        {
            var registration = cancellationToken.Register(() => _source.TrySetCanceled(cancellationToken));
            _ = _source.Task.ContinueWith(
                static (_, state) => ((CancellationTokenRegistration)state!).Dispose(),
                registration,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        public void Complete(string? payload, DataConverter converter)
        {
            try
            {
                _source.TrySetResult(converter.Deserialize<T>(payload)!);
            }
            catch (Exception exception)
            {
                // A payload that does not fit is the waiting code's to see.
                _source.TrySetException(exception);
            }
        }
    }
}
