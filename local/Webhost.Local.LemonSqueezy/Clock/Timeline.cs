using Microsoft.Extensions.Logging;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Clock;

/// <summary>
/// Lets happen what time brings, in the order in which it is due: steps of subscriptions and deliveries of webhooks. It follows the clock by itself;
/// when the clock is moved, it goes from one due moment to the next and stands still at each until all of it has happened, so that the outcome
/// depends on nothing but the moves.
/// </summary>
internal sealed partial class Timeline(SandboxStore store, SandboxClock clock, Lifecycle lifecycle, DeliveryDesk desk, ILogger<Timeline> logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;

    /// <summary>Begins to follow the clock.</summary>
    public void Start()
    {
        store.Changed += Wake;
        _following = FollowAsync();
    }

    /// <summary>Moves the clock forward to a moment and lets happen all that is due until then.</summary>
    public async Task AdvanceAsync(DateTimeOffset target, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _turn.WaitAsync(either.Token);
        var wasStopped = clock.Setting.StoppedAt is not null;
        try
        {
            Set(SandboxClock.StoppedAt(clock.Now, isMoving: !wasStopped));
            await HappenAsync(() => target, canMove: true, either.Token);
            if (target > clock.Now)
                Set(SandboxClock.StoppedAt(target, isMoving: !wasStopped));
        }
        finally
        {
            if (!wasStopped)
                Set(clock.RunningFrom(clock.Now));
            _turn.Release();
        }
    }

    /// <summary>Stops the clock where it stands, or lets it run on from there.</summary>
    public async Task SetStoppedAsync(bool stopped, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Set(stopped ? SandboxClock.StoppedAt(clock.Now, isMoving: false) : clock.RunningFrom(clock.Exact));
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        store.Changed -= Wake;
        await _stopping.CancelAsync();
        await _following;
        _stopping.Dispose();
        _turn.Dispose();
        _wake.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await HappenInTurnAsync();
                await WaitAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Stopping here would leave the sandbox without time; the failure may pass, as of a full disk.
                LogFailed(exception);
                await Task.Delay(AfterFailure, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HappenInTurnAsync()
    {
        await _turn.WaitAsync(_stopping.Token);
        try
        {
            await HappenAsync(() => clock.Now, canMove: false, _stopping.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task HappenAsync(Func<DateTimeOffset> until, bool canMove, CancellationToken cancellationToken)
    {
        while (Next(store.Data) is { } next && next.At <= until())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (canMove && next.At > clock.Now)
                Set(SandboxClock.StoppedAt(next.At, clock.Setting.IsMoving));
            if (next.Delivery is { } delivery)
                await desk.DeliverAsync(delivery, cancellationToken);
            else
                Step(next.Subscription!.Id, next.At);
        }
    }

    private void Step(long subscriptionId, DateTimeOffset at) => store.Apply(at, change =>
    {
        // It may have been changed since it was found to be due.
        var subscription = change.Data.Get<Subscription>(subscriptionId);
        if (Lifecycle.DueAt(subscription) <= at)
            lifecycle.Step(change, subscription);
    });

    private static (DateTimeOffset At, Subscription? Subscription, QueuedDelivery? Delivery)? Next(SandboxData data)
    {
        var subscription = data.All<Subscription>().Where(candidate => Lifecycle.DueAt(candidate) is not null).MinBy(candidate => (Lifecycle.DueAt(candidate), candidate.Id));
        var delivery = DeliveryDesk.Next(data);
        if (subscription is null || (delivery is not null && delivery.DueAt < Lifecycle.DueAt(subscription)))
            return delivery is null ? null : (delivery.DueAt, null, delivery);
        return (Lifecycle.DueAt(subscription)!.Value, subscription, null);
    }

    private async Task WaitAsync()
    {
        var untilNext = Next(store.Data) is { } next && clock.Setting.StoppedAt is null ? next.At - clock.Exact : LongestWait;
        await _wake.WaitAsync(untilNext <= TimeSpan.Zero ? TimeSpan.Zero : untilNext < LongestWait ? untilNext : LongestWait, _stopping.Token);
    }

    private void Set(ClockSetting setting)
    {
        clock.Set(setting);
        store.Apply(clock.Now, change => change.Put(setting));
    }

    private void Wake(object? sender, EventArgs arguments)
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    [LoggerMessage(LogLevel.Error, "What is due could not happen")]
    private partial void LogFailed(Exception exception);
}
