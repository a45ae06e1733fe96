namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Counts running invocations, so that a stopping host can wait for them and then cancel them.</summary>
internal sealed class InvocationTracker : IDisposable
{
    private readonly CancellationTokenSource draining = new();
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private volatile bool stopping;

    /// <summary>Cancelled when the time to drain is over.</summary>
    public CancellationToken DrainToken => draining.Token;

    /// <summary>Invocations that run now.</summary>
    public int Running => Volatile.Read(ref running);

    public void Enter() => Interlocked.Increment(ref running);

    public void Leave()
    {
        if (Interlocked.Decrement(ref running) == 0 && stopping)
            idle.TrySetResult();
    }

    /// <summary>Begins the drain: running invocations are cancelled after <paramref name="time"/>.</summary>
    public void BeginDrain(TimeSpan time)
    {
        stopping = true;
        draining.CancelAfter(time);
    }

    /// <summary>Completes when no invocation runs any more.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        if (Running == 0)
            idle.TrySetResult();
        return idle.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => draining.Dispose();
}
