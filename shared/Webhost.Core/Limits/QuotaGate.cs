using System.Collections.Concurrent;
using System.Globalization;
using Webhost.Contracts.Errors;
using Webhost.Core.Identity;
using Webhost.Core.Results;

namespace Webhost.Core.Limits;

/// <summary>
/// Admits requests within the plan (master spec §12): a process takes a block from the user's counter, spends it in memory and gives back what is left.
/// Near the limit blocks shrink to one, so that the limit is exact across processes. A warm request waits for no storage.
/// </summary>
public sealed class QuotaGate(IQuotaStore store, TimeProvider time)
{
    private const long LargestBlock = 256;
    private const long FirstBlock = 16;

    private readonly ConcurrentDictionary<string, QuotaBlock> blocks = new(StringComparer.Ordinal);

    /// <summary>Reserves one request. Failure: LimitExceeded, with what is used and when it resets.</summary>
    public ValueTask<Result<QuotaReservation>> ReserveAsync(Caller caller, CancellationToken cancellationToken)
    {
        var period = BillingPeriod.Of(time.GetUtcNow());
        var block = blocks.GetOrAdd(caller.User.UserId, static _ => new QuotaBlock());
        if (!block.TrySpend(period.Key, out var low))
        {
            return new ValueTask<Result<QuotaReservation>>(RefillAsync(caller, block, period, cancellationToken));
        }

        if (low && block.Refilling.Wait(0, CancellationToken.None))
        {
            // Ahead of need, so that no request waits for it. A failure shows when a request has to wait for the next one.
            _ = Task.Run(() => RefillAheadAsync(caller, block, period), CancellationToken.None);
        }

        return new ValueTask<Result<QuotaReservation>>(new QuotaReservation(caller.User.UserId, period.Key));
    }

    /// <summary>Gives back every unspent block, at a graceful stop. One that can't be given back doesn't keep the others.</summary>
    public async Task ReturnAllAsync(CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        foreach (var (userId, block) in blocks)
        {
            try
            {
                await ReturnAsync(userId, block, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Unspent quota could not be given back.", failures);
        }
    }

    /// <summary>How many requests the user has really spent, as this process knows it: taken, less what lies unspent here.</summary>
    public async Task<long> ReadUsedAsync(string userId, BillingPeriod period, CancellationToken cancellationToken)
    {
        var taken = await store.ReadTakenAsync(userId, period.Key, cancellationToken);
        return blocks.TryGetValue(userId, out var block) ? Math.Max(0, taken - block.Unspent(period.Key)) : taken;
    }

    private async Task<Result<QuotaReservation>> RefillAsync(Caller caller, QuotaBlock block, BillingPeriod period, CancellationToken cancellationToken)
    {
        await block.Refilling.WaitAsync(cancellationToken);
        try
        {
            if (!block.TrySpend(period.Key, out _))
            {
                var grant = await TakeAsync(caller, block, period);
                cancellationToken.ThrowIfCancellationRequested();
                if (!block.TrySpend(period.Key, out _))
                {
                    return Exceeded(caller, grant.Taken, period);
                }
            }

            return new QuotaReservation(caller.User.UserId, period.Key);
        }
        finally
        {
            block.Refilling.Release();
        }
    }

    private async Task RefillAheadAsync(Caller caller, QuotaBlock block, BillingPeriod period)
    {
        try
        {
            await TakeAsync(caller, block, period);
        }
        finally
        {
            block.Refilling.Release();
        }
    }

    // Not on the caller's token: a block that was taken for somebody who left is there for the next one.
    private async Task<QuotaGrant> TakeAsync(Caller caller, QuotaBlock block, BillingPeriod period)
    {
        var limit = caller.Plan.RequestsPerMonth;
        var grant = await store.TakeAsync(caller.User.UserId, period.Key, Wanted(limit, block.KnownTaken(period.Key)), limit, CancellationToken.None);
        block.Fill(period.Key, grant, limit is null || limit - grant.Taken > 4 * LargestBlock);
        return grant;
    }

    private async Task ReturnAsync(string userId, QuotaBlock block, CancellationToken cancellationToken)
    {
        await block.Refilling.WaitAsync(cancellationToken);
        try
        {
            if (block.TakeAll() is var (period, unspent) && unspent > 0)
            {
                await store.ReturnAsync(userId, period, unspent, cancellationToken);
            }
        }
        finally
        {
            block.Refilling.Release();
        }
    }

    /// <summary>A quarter of what is left, at most: other processes find their share, and the last ones are taken one by one.</summary>
    private static long Wanted(long? limit, long? taken) => (limit, taken) switch
    {
        (null, _) => LargestBlock,
        ({ } most, null) => Math.Clamp(most / 4, 1, FirstBlock),
        ({ } most, { } known) => Math.Clamp((most - known) / 4, 1, LargestBlock),
    };

    private static Failure.LimitExceeded Exceeded(Caller caller, long used, BillingPeriod period) => new(
        string.Create(CultureInfo.InvariantCulture, $"The plan '{caller.Plan.Tier}' allows {caller.Plan.RequestsPerMonth} requests a month and they are used up until {period.End:yyyy-MM-dd}. Upgrade to go on."),
        new LimitDetails { Name = "requestsPerMonth", Used = used, Allowed = caller.Plan.RequestsPerMonth ?? long.MaxValue, ResetsAt = period.End });
}
