using Webhost.Core.Identity;
using Webhost.Core.Results;

namespace Webhost.Core.Limits;

/// <summary>
/// One user's quota in one period, as this process takes part in it: a purse to use without asking, and the exchange with the ledger that all processes
/// share. One exchange runs at a time; callers who wait are served together.
/// </summary>
internal sealed class QuotaAccount(IQuotaStore store, QuotaHolder holder, Caller caller, BillingPeriod period, TimeProvider time)
{
    private const int MaximumAttempts = 200;

    // How many processes may use up one user's quota at once, for the guess how soon it can be gone.
    private const int Processes = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly long MaximumAge = 10 * TimeSpan.TicksPerSecond;
    private static readonly long MinimumAge = 150 * TimeSpan.TicksPerMillisecond;
    private static readonly long RenewAfter = 3 * TimeSpan.TicksPerSecond;
    private static readonly long CloseAfter = 30 * TimeSpan.TicksPerSecond;

    private readonly (DateTimeOffset? Anchor, DateTimeOffset? Since) turns = (caller.User.BillingAnchor, caller.User.BillingSince);
    private readonly QuotaPurse purse = new(period, caller.User, caller.Plan);
    private readonly SemaphoreSlim exchanging = new(1, 1);
    private readonly List<QuotaAttempt> unclear = [];
    private QuotaLedger? ledger;
    private long readAt;
    private long writtenAt;
    private long seenChanges;
    private string? vain;

    /// <summary>The period.</summary>
    public BillingPeriod Period { get; } = period;

    /// <summary>Whose quota.</summary>
    public string UserId { get; } = caller.User.UserId;

    /// <summary>Whether an exchange runs.</summary>
    public bool IsExchanging => exchanging.CurrentCount == 0;

    /// <summary>Whether this is the account for a caller at a time.</summary>
    public bool IsFor(Caller other, DateTimeOffset now) => Period.Contains(now) && ((other.User.BillingAnchor, other.User.BillingSince) == turns || BillingPeriod.Of(now, other.User) == Period);

    /// <summary>Uses one reservation's worth of the purse.</summary>
    public QuotaEntry Enter(Caller who, AgentUse agent, DateTimeOffset now, out QuotaReservation reservation, out Failure? refused) =>
        purse.Enter(who, agent, now.UtcTicks, this, out reservation, out refused);

    /// <summary>Waits until more is taken; null when the account is closed.</summary>
    public async Task<Result<QuotaReservation>?> WaitAsync(AgentUse agent, CancellationToken cancellationToken)
    {
        if (purse.Join(agent, time.GetUtcNow().UtcTicks, out var serve) is not { } waiter)
        {
            return null;
        }

        if (serve)
        {
            // Not on the caller's token: others wait too, and what was taken for somebody who left is there for the next one.
            _ = ServeAllAsync();
        }

        try
        {
            return await waiter.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            purse.Leave(waiter);
            throw;
        }
    }

    /// <summary>Replaces a reservation's estimate by what was used, once. Says whether it is time to take more.</summary>
    public bool Settle(in QuotaReservation reservation, long tokens, long computeMs, long costNanos) =>
        purse.Settle(reservation.Slot, reservation.Generation, tokens, computeMs, costNanos, time.GetUtcNow().UtcTicks);

    /// <summary>Takes a reservation back of which nothing was used.</summary>
    public void Withdraw(in QuotaReservation reservation) => purse.Withdraw(reservation.Slot, reservation.Generation);

    /// <summary>Raises a reservation to what its invocation has used so far. Says whether it is time to take more.</summary>
    public QuotaRaise Raise(in QuotaReservation reservation, long tokens, long computeMs, long costNanos, out bool low) =>
        purse.Raise(reservation.Slot, reservation.Generation, tokens, computeMs, costNanos, out low);

    /// <summary>Finds out whether nothing is left of a measure, in storage too: then why what runs has to end.</summary>
    public async Task<Failure.LimitExceeded?> ReadExceededAsync(QuotaMeasure measure)
    {
        await exchanging.WaitAsync(CancellationToken.None);
        try
        {
            var now = time.GetUtcNow().UtcTicks;
            ledger = now - readAt < BetweenLooks.Ticks ? ledger : null;
            await ExchangeAsync(purse.State(now).IsQuiet ? QuotaTask.Rest : QuotaTask.Fill);
            return purse.Exceeded(measure, now);
        }
        finally
        {
            exchanging.Release();
        }
    }

    /// <summary>Takes over a caller's plan and cap for what runs already.</summary>
    public void Renew(Caller who) => purse.Renew(who);

    /// <summary>Takes more ahead of need.</summary>
    public async Task FillAsync()
    {
        try
        {
            await OnceAsync(() => ExchangeAsync(purse.State(time.GetUtcNow().UtcTicks).IsQuiet ? QuotaTask.Rest : QuotaTask.Fill));
        }
        finally
        {
            purse.EndFilling();
        }
    }

    /// <summary>Gives back what is not needed and keeps the lease alive. Does nothing while an exchange runs.</summary>
    public Task TendAsync() => OnceAsync(async () =>
    {
        if (Due(time.GetUtcNow().UtcTicks) is { } task)
        {
            await ExchangeAsync(task);
        }
    });

    /// <summary>Gives back everything and ends the lease.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await exchanging.WaitAsync(cancellationToken);
        await LeaveAsync().WaitAsync(cancellationToken);

        async Task LeaveAsync()
        {
            try
            {
                // One after the other: once the lease is gone, nothing tells what became of a write.
                await ExchangeAsync(QuotaTask.Rest);
                await ExchangeAsync(QuotaTask.Leave);
            }
            finally
            {
                exchanging.Release();
            }
        }
    }

    /// <summary>What counts as used, less what lies unused in this process; with what is reserved and not settled yet.</summary>
    public async Task<QuotaAmounts> ReadUsedAsync(CancellationToken cancellationToken)
    {
        await exchanging.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
            var state = purse.State(time.GetUtcNow().UtcTicks);
            return (ledger!.Used - state.Free - state.Outgoing).AboveZero();
        }
        finally
        {
            exchanging.Release();
        }
    }

    /// <summary>Puts the account away, if nothing is in it and its user has been quiet for long.</summary>
    public bool TryClose()
    {
        if (!exchanging.Wait(0, CancellationToken.None))
        {
            return false;
        }

        try
        {
            return !HoldsLease && unclear.Count == 0 && purse.TryClose(time.GetUtcNow().UtcTicks, CloseAfter);
        }
        finally
        {
            exchanging.Release();
        }
    }

    private bool HoldsLease => ledger?.LeaseOf(holder.Id) is { } own && (own.Unspent != default || own.Armed != default);

    private QuotaTask? Due(long now)
    {
        var state = purse.State(now);
        if (!HoldsLease && state.Free == default && state.Outgoing == default && unclear.Count == 0)
        {
            return null;
        }

        if (state.IsQuiet)
        {
            return QuotaTask.Rest;
        }

        // Others may have used up the rest by now: what is not needed here has to be there for them.
        var age = Math.Clamp(state.SecondsLeft / Processes * TimeSpan.TicksPerSecond, MinimumAge, MaximumAge);
        if (now - readAt >= age)
        {
            ledger = null;
            return QuotaTask.Trim;
        }

        return now - writtenAt >= RenewAfter ? QuotaTask.Renew : null;
    }

    private async Task OnceAsync(Func<Task> run)
    {
        if (!await exchanging.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return;
        }

        try
        {
            await run();
        }
        finally
        {
            exchanging.Release();
        }
    }

    private async Task ServeAllAsync()
    {
        await exchanging.WaitAsync(CancellationToken.None);
        try
        {
            while (purse.IsAwaited())
            {
                await ServeAsync();
            }
        }
        catch (Exception exception)
        {
            // Whoever waits is told; what became of the write shows at the next exchange.
            purse.Fail(exception);
        }
        finally
        {
            exchanging.Release();
        }
    }

    private async Task ServeAsync()
    {
        var giveUpAt = time.GetUtcNow() + Patience;
        var anew = false;
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            anew |= await RefreshAsync();
            if (await RoundAsync(anew ? QuotaTask.ServeAnew : QuotaTask.Serve) is not ({ } division, { } ask, var changes))
            {
                continue;
            }

            if (division.Admitted == ask.Needs.Count)
            {
                return;
            }

            // Nobody is refused for what an old ledger says, nor while others may give back what they don't need.
            if (anew)
            {
                var held = Held(division.Spent!.Value);
                var now = time.GetUtcNow();
                if (held.Length == 0 || string.Equals(held, vain, StringComparison.Ordinal) || now >= giveUpAt)
                {
                    vain = held;
                    purse.Refuse(ask.Needs.Count - division.Admitted, division.Spent.Value, ask.Limits - division.Left, changes, now.UtcTicks);
                    return;
                }

                await Task.Delay(BetweenLooks, time, CancellationToken.None);
            }

            ledger = null;
        }

        throw new TimeoutException("A quota is contended.");
    }

    private async Task ExchangeAsync(QuotaTask task)
    {
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            await RefreshAsync();
            if (await RoundAsync(task) is not null)
            {
                return;
            }
        }

        throw new TimeoutException("A quota is contended.");
    }

    /// <summary>Divides the ledger and writes what that gives; null when the ledger was stale.</summary>
    private async Task<(QuotaDivision Division, QuotaAsk Ask, long Changes)?> RoundAsync(QuotaTask task)
    {
        var now = time.GetUtcNow();
        var present = ledger!;
        var (ask, changes) = purse.Ask(present, task, holder, unclear.Count > 0, now);
        var division = QuotaDivision.Of(present, ask);
        if (division.Change is { } change)
        {
            unclear.Add(new QuotaAttempt(division, changes, task == QuotaTask.Leave && present.LeaseOf(holder.Id) is not null, now.UtcTicks));
            ledger = null;
            if (await store.TryWriteAsync(present, change, CancellationToken.None) is not { } written)
            {
                return null;
            }

            unclear.Clear();
            ledger = written;
            writtenAt = now.UtcTicks;
            readAt = change.Taken is null ? readAt : now.UtcTicks;
        }

        purse.Apply(division, changes, now.UtcTicks, this);
        return (division, ask, changes);
    }

    /// <summary>Sees to it that there is a ledger, and that it is young enough; says whether it was read just now.</summary>
    private async Task<bool> RefreshAsync()
    {
        var changes = purse.Changes;
        if (ledger is not null && changes == seenChanges && time.GetUtcNow().UtcTicks - readAt < MaximumAge)
        {
            return false;
        }

        await ReadAsync(CancellationToken.None);
        seenChanges = changes;
        return true;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        var read = await store.ReadAsync(UserId, Period.Key, cancellationToken);
        Clear(read.LeaseOf(holder.Id), now);
        ledger = read;
        readAt = now;
    }

    /// <summary>Finds out what became of writes whose answer was lost, or that met another version.</summary>
    private void Clear(QuotaLease? own, long now)
    {
        if (unclear.Count == 0)
        {
            return;
        }

        var made = own is null ? unclear.Find(static attempt => attempt.EndsLease) : unclear.Find(attempt => attempt.Division.Sequence == own.Sequence);
        if (made is not null)
        {
            purse.Apply(made.Division, made.Changes, now, this);
            unclear.Clear();
        }
        else if (own is null && now - unclear[^1].At >= QuotaSources.LeaseTime.Ticks / 2)
        {
            // The lease may have been written and have expired since: what may have gone back stays used, so that it is not given back twice.
            purse.Lose(unclear[^1].Division.GivenBack);
            unclear.Clear();
        }
    }

    /// <summary>Which leases of others may give back some of a measure: their versions.</summary>
    private string Held(QuotaMeasure measure)
    {
        var now = time.GetUtcNow();
        return string.Concat(ledger!.Leases.Where(lease => lease.Holder != holder.Id && lease.ExpiresAt > now && lease.Armed[measure] > 0).Select(lease => lease.Version));
    }
}
