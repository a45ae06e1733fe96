namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Counts running invocations, so that a stopping host can wait for them and then cancel them.</summary>
internal sealed class InvocationTracker : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private volatile bool _stopping;

    /// <summary>Cancelled when the time to drain is over.</summary>
    public CancellationToken DrainToken => _draining.Token;

    /// <summary>Invocations that run now.</summary>
    public int Running => Volatile.Read(ref _running);

    public void Enter() => Interlocked.Increment(ref _running);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0 && _stopping)
            _idle.TrySetResult();
    }

    /// <summary>Begins the drain: running invocations are cancelled after <paramref name="time"/>.</summary>
    public void BeginDrain(TimeSpan time)
    {
        _stopping = true;
        _draining.CancelAfter(time);
    }

    /// <summary>Completes when no invocation runs any more.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (Running == 0)
            _idle.TrySetResult();
        return _idle.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _draining.Dispose();
}
