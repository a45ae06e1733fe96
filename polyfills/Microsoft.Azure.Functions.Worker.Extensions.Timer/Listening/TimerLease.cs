using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs.Specialized;

namespace Microsoft.Azure.Functions.Worker.Listening;

/// <summary>
/// A lease that is renewed until it is given back or lost. It lives on the clock of the storage service, so real time is used here whatever
/// clock the schedule follows.
/// </summary>
internal sealed class TimerLease : IAsyncDisposable
{
    /// <summary>After a kill, another host can take the lease when this time is over. It is the shortest that storage allows.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    // Given up before the service may hand the lease to another host.
    private static readonly TimeSpan SafeDuration = Duration - TimeSpan.FromSeconds(2);

    private readonly BlobLeaseClient _lease;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;
    private long _renewedAt = Stopwatch.GetTimestamp();

    public TimerLease(BlobLeaseClient lease)
    {
        _lease = lease;
        LostToken = _lost.Token;
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>The id to write under.</summary>
    public string Id => _lease.LeaseId;

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken LostToken { get; }

    /// <summary>Asks the service; throws <see cref="OperationCanceledException"/> with <see cref="LostToken"/> when the lease is lost.</summary>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        await TryRenewAsync(cancellationToken);
        LostToken.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        if (!_lost.IsCancellationRequested)
            await ReleaseAsync();
        _lost.Dispose();
        _ended.Dispose();
    }

    private async Task RenewAsync()
    {
        while (!_ended.IsCancellationRequested && !_lost.IsCancellationRequested)
        {
            await Task.Delay(RenewEvery, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_ended.IsCancellationRequested)
                await TryRenewAsync(_ended.Token);
        }
    }

    private async Task TryRenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _lease.RenewAsync(cancellationToken: cancellationToken);
            Volatile.Write(ref _renewedAt, Stopwatch.GetTimestamp());
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            await _lost.CancelAsync();
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
        {
            // The service could not be asked. The lease stands until its time may be over.
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _renewedAt)) > SafeDuration)
                await _lost.CancelAsync();
        }
    }

    private async Task ReleaseAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(1));
        try
        {
            await _lease.ReleaseAsync(cancellationToken: limit.Token);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
        {
            // It ends by itself.
        }
    }
}
