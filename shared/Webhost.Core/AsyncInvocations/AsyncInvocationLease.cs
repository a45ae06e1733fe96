using Webhost.Core.Storage;

namespace Webhost.Core.AsyncInvocations;

/// <summary>
/// Says of an invocation that this process runs that it is still at work, so that another one takes it for dead soon after this one died and not before; and stops it when its owner asks, or
/// when it is not this process's any more.
/// </summary>
internal sealed class AsyncInvocationLease : IAsyncDisposable
{
    /// <summary>How long an invocation's runner is taken to be alive without saying so.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Renewal = Length / 4;

    private readonly IAsyncInvocationStore store;
    private readonly AsyncInvocationRecord claimed;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource over = new();
    private readonly Task looking;

    /// <summary>Begins to look after a claimed invocation.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="claimed">The invocation as this process has claimed it.</param>
    /// <param name="stop">Stops it.</param>
    /// <param name="time">The clock.</param>
    public AsyncInvocationLease(IAsyncInvocationStore store, AsyncInvocationRecord claimed, CancellationTokenSource stop, TimeProvider time)
    {
        this.store = store;
        this.claimed = claimed;
        this.stop = stop;
        this.time = time;
        looking = LookAfterAsync();
    }

    /// <summary>Whether its owner wants it to stop.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Whether it is gone, or was taken for dead.</summary>
    public bool IsLost { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await looking;
        over.Dispose();
    }

    private async Task LookAfterAsync()
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (!IsLost && await timer.WaitForNextTickAsync(over.Token))
            {
                await TryLookAsync();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // It has ended.
        }
    }

    private async Task TryLookAsync()
    {
        try
        {
            var found = await store.FindAsync(claimed.AgentId, claimed.Ids.InvocationId, over.Token);
            IsLost = found is null || found.Value.Ended || !string.Equals(found.Value.Runner, claimed.Runner, StringComparison.Ordinal);
            IsCancelled |= found is { Value.CancelRequested: true };
            if (IsLost || IsCancelled)
            {
                await stop.CancelAsync();
            }

            if (!IsLost)
            {
                await RenewAsync(found!);
            }
        }
        catch (Exception) when (!over.IsCancellationRequested)
        {
            // There are other looks before the lease is over, and who could take the invocation for dead needs the same storage.
        }
    }

    private async Task RenewAsync(Versioned<AsyncInvocationRecord> found)
    {
        var now = time.GetUtcNow();
        if (found.Value.RunUntil - now <= Length - Renewal)
        {
            await store.TryUpdateAsync(found with { Value = found.Value with { RunUntil = now + Length } }, over.Token);
        }
    }
}
