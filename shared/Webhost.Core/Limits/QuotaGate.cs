using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Core.Identity;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.Limits;

/// <summary>
/// Admits invocations within the plan and the spend cap, exactly, whatever the number of processes (master spec §12, ADR 6): reserve, then settle. A warm
/// caller waits for no storage.
/// </summary>
public sealed partial class QuotaGate(IQuotaStore store, TimeProvider time, ILogger<QuotaGate>? logger = null)
{
    private const int Parallel = 16;

    private readonly ILogger logger = logger ?? NullLogger<QuotaGate>.Instance;
    private readonly QuotaHolder holder = new(time);
    private readonly AgentUses uses = new();
    private readonly Lock opening = new();
    private readonly ConcurrentDictionary<string, QuotaAccount> current = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string UserId, BillingPeriod Period), QuotaAccount> accounts = new();
    private int fills;

    /// <summary>How many exchanges with ledgers are under way, or about to be.</summary>
    internal int Exchanges => Volatile.Read(ref fills) + accounts.Values.Count(static account => account.IsExchanging);

    /// <summary>
    /// Reserves one request, and about as many tokens, compute and money as the agent used of late. Failure: LimitExceeded, with the limit, what is used and when it resets.
    /// </summary>
    public ValueTask<Result<QuotaReservation>> ReserveAsync(Caller caller, string agentId, IRuntimeProvider provider, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var agent = uses.Of(agentId, provider);
        var account = AccountOf(caller, now);
        switch (account.Enter(caller, agent, now, out var reservation, out var refused))
        {
            case QuotaEntry.Admitted:
                return new ValueTask<Result<QuotaReservation>>(reservation);
            case QuotaEntry.AdmittedAndLow:
                FillBehind(account);
                return new ValueTask<Result<QuotaReservation>>(reservation);
            case QuotaEntry.Refused:
                return new ValueTask<Result<QuotaReservation>>(refused!);
            default:
                return new ValueTask<Result<QuotaReservation>>(WaitAsync(account, caller, agent, cancellationToken));
        }
    }

    /// <summary>
    /// Raises what is reserved for an invocation to what it has used so far. Says of what nothing is left when it needs more of that than was reserved. A settled reservation stays as it is.
    /// </summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="tokens">Tokens so far.</param>
    /// <param name="computeMs">Milliseconds so far.</param>
    /// <param name="costUsd">The estimated cost of both.</param>
    public QuotaRaise Raise(in QuotaReservation reservation, long tokens, long computeMs, decimal costUsd)
    {
        var raised = reservation.Account.Raise(reservation, tokens, computeMs, AgentUses.Nanos(costUsd), out var low);
        if (low)
        {
            FillBehind(reservation.Account);
        }

        return raised;
    }

    /// <summary>Why an invocation that needs more of a measure has to end, now that storage was asked; null when there is something left.</summary>
    public Task<Failure.LimitExceeded?> ReadExceededAsync(in QuotaReservation reservation, QuotaMeasure measure) => reservation.Account.ReadExceededAsync(measure);

    /// <summary>Lets the plan and the cap of a caller hold for an invocation that runs already.</summary>
    public void Renew(in QuotaReservation reservation, Caller caller) => reservation.Account.Renew(caller);

    /// <summary>Replaces what was reserved by what was used. A reservation is settled once: further calls change nothing.</summary>
    public void Settle(in QuotaSettlement settlement)
    {
        var reservation = settlement.Reservation;
        if (reservation.Account.Settle(reservation, settlement.Tokens, settlement.ComputeMs, AgentUses.Nanos(settlement.CostUsd)))
        {
            FillBehind(reservation.Account);
        }
    }

    /// <summary>Takes a reservation back for which nothing was run: not even a request is counted. One that was settled stays as it is.</summary>
    public void Withdraw(in QuotaReservation reservation) => reservation.Account.Withdraw(reservation);

    /// <summary>What the caller has used in the present period, in all processes, with what is reserved and not settled yet.</summary>
    public async Task<(BillingPeriod Period, QuotaAmounts Used)> ReadUsedAsync(Caller caller, CancellationToken cancellationToken)
    {
        var account = AccountOf(caller, time.GetUtcNow());
        return (account.Period, await account.ReadUsedAsync(cancellationToken));
    }

    /// <summary>Gives back what users don't need now, and prolongs leases; called a few times a second. One account that can't doesn't keep the others.</summary>
    public async Task TendAsync(CancellationToken cancellationToken)
    {
        await System.Threading.Tasks.Parallel.ForEachAsync(accounts.Values, Degree(cancellationToken), async (account, _) =>
        {
            try
            {
                await account.TendAsync();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                TendFailed(exception, account.UserId, account.Period.Key);
            }
        });
        foreach (var account in accounts.Values)
        {
            Close(account);
        }
    }

    /// <summary>Gives back everything, at a graceful stop. One account that can't doesn't keep the others.</summary>
    public async Task ReturnAllAsync(CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<Exception>();
        await System.Threading.Tasks.Parallel.ForEachAsync(accounts.Values, Degree(cancellationToken), async (account, token) =>
        {
            try
            {
                await account.LeaveAsync(token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Enqueue(exception);
            }
        });
        if (!failures.IsEmpty)
        {
            throw new AggregateException("Unspent quota could not be given back.", failures);
        }
    }

    private static ParallelOptions Degree(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };

    private QuotaAccount AccountOf(Caller caller, DateTimeOffset now) =>
        current.TryGetValue(caller.User.UserId, out var account) && account.IsFor(caller, now) ? account : Open(caller, now);

    private QuotaAccount Open(Caller caller, DateTimeOffset now)
    {
        var period = BillingPeriod.Of(now, caller.User);
        lock (opening)
        {
            // The account of an earlier period, or of another anchor, stays until what it holds has gone back.
            return current[caller.User.UserId] = accounts.GetOrAdd((caller.User.UserId, period), _ => new QuotaAccount(store, holder, caller, period, time));
        }
    }

    private void Close(QuotaAccount account)
    {
        lock (opening)
        {
            if (account.TryClose())
            {
                accounts.TryRemove((account.UserId, account.Period), out _);
                current.TryRemove(KeyValuePair.Create(account.UserId, account));
            }
        }
    }

    private async Task<Result<QuotaReservation>> WaitAsync(QuotaAccount account, Caller caller, AgentUse agent, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await account.WaitAsync(agent, cancellationToken) is { } outcome)
            {
                return outcome;
            }

            // It was put away just now.
            account = Open(caller, time.GetUtcNow());
        }
    }

    // Ahead of need, so that no caller waits for it.
    private void FillBehind(QuotaAccount account)
    {
        Interlocked.Increment(ref fills);
        _ = Task.Run(() => FillAsync(account));
    }

    private async Task FillAsync(QuotaAccount account)
    {
        try
        {
            await account.FillAsync();
        }
        catch (Exception exception)
        {
            FillFailed(exception, account.UserId, account.Period.Key);
        }
        finally
        {
            Interlocked.Decrement(ref fills);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Quota of {UserId} for {Period} could not be given back; it is tried again.")]
    private partial void TendFailed(Exception exception, string userId, string period);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Quota of {UserId} for {Period} could not be taken ahead of need; a caller takes it when it is needed.")]
    private partial void FillFailed(Exception exception, string userId, string period);
}
