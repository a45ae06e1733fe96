namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>Wakes one waiting task; a signal without a wait is kept for the next.</summary>
internal sealed class AsyncSignal(TimeProvider time)
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private readonly Lock _gate = new();

    /// <summary>Wakes.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (_semaphore.CurrentCount == 0)
                _semaphore.Release();
        }
    }

    /// <summary>Waits for a signal, at most that long.</summary>
    public async Task WaitAsync(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || _semaphore.Wait(0, CancellationToken.None))
            return;
        using CancellationTokenSource limit = new(timeout, time);
        try
        {
            await _semaphore.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }
}
