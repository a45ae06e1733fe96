using Webhost.Core.Storage;

namespace Webhost.Core.Idempotency;

/// <summary>
/// A call with a key that is being served in this process. While it is held its record says so anew four times in a lease, so that another process may take it over
/// soon after this one died, and not before. To dispose of it ends that, as the death of the process would.
/// </summary>
public sealed class ServedCall : IAsyncDisposable
{
    /// <summary>How long the record of a call that is being served holds without being written anew.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private const int Attempts = 3;
    private static readonly TimeSpan Renewal = Lease / 4;

    private readonly IIdempotencyStore store;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private readonly Task renewing;
    private Versioned<IdempotencyRecord> record;
    private bool ended;

    internal ServedCall(IIdempotencyStore store, Versioned<IdempotencyRecord> record, TimeProvider time)
    {
        this.store = store;
        this.record = record;
        this.time = time;
        renewing = RenewAsync();
    }

    /// <summary>Where the record lies.</summary>
    public string KeyHash => record.Value.KeyHash;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref ended, true))
        {
            await stop.CancelAsync();
            await renewing;
            stop.Dispose();
        }
    }

    /// <summary>Ends the lease with an answer, unless another process took the call for dead and serves it anew: then its answer is the one that counts.</summary>
    internal async Task EndAsync(string answer, CancellationToken cancellationToken)
    {
        await DisposeAsync();
        await ReplaceAsync(record.Value with { Answer = answer }, cancellationToken);
    }

    /// <summary>Ends the lease without one: the call can be sent again.</summary>
    internal async Task EndAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        await store.RemoveAsync(record, cancellationToken);
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(Renewal, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token) && await TryRenewAsync())
            {
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is served.
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            return await ReplaceAsync(record.Value with { ServedUntil = time.GetUtcNow() + Lease }, stop.Token);
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // There are other tries before the lease is over, and who could take the call over needs the same storage.
            return true;
        }
    }

    // The answer to an earlier write may have been lost: then the version is another one, and the call still ours, as nobody else writes this one's expiry.
    private async Task<bool> ReplaceAsync(IdempotencyRecord next, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.TryWriteAsync(next, record.ETag, cancellationToken) is { } etag)
            {
                record = new Versioned<IdempotencyRecord>(next, etag);
                return true;
            }

            if (await store.FindAsync(next.UserId, next.KeyHash, cancellationToken) is not { Value.Answer: null } present || present.Value.ExpiresAt != next.ExpiresAt)
            {
                return false;
            }

            record = present;
        }

        return false;
    }
}
