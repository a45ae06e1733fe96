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

    private readonly ConcurrentDictionary<string, Block> blocks = new(StringComparer.Ordinal);

    /// <summary>Reserves one request. Failure: LimitExceeded, with what is used and when it resets.</summary>
    public ValueTask<Result<QuotaReservation>> ReserveAsync(Caller caller, CancellationToken cancellationToken)
    {
        var period = BillingPeriod.Of(time.GetUtcNow());
        var block = blocks.GetOrAdd(caller.User.UserId, static _ => new Block());
        return block.TrySpend(period.Key)
            ? new ValueTask<Result<QuotaReservation>>(new QuotaReservation(caller.User.UserId, period.Key))
            : new ValueTask<Result<QuotaReservation>>(RefillAsync(caller, block, period, cancellationToken));
    }

    /// <summary>Gives back every unspent block, at a graceful stop.</summary>
    public async Task ReturnAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (userId, block) in blocks)
        {
            if (block.TakeAll() is var (period, unspent) && unspent > 0)
            {
                await store.ReturnAsync(userId, period, unspent, cancellationToken);
            }
        }
    }

    /// <summary>How many requests the user has really spent, as this process knows it: taken, less what lies unspent here.</summary>
    public async Task<long> ReadUsedAsync(string userId, BillingPeriod period, CancellationToken cancellationToken)
    {
        var taken = await store.ReadTakenAsync(userId, period.Key, cancellationToken);
        return blocks.TryGetValue(userId, out var block) ? Math.Max(0, taken - block.Unspent(period.Key)) : taken;
    }

    private async Task<Result<QuotaReservation>> RefillAsync(Caller caller, Block block, BillingPeriod period, CancellationToken cancellationToken)
    {
        await block.Refilling.WaitAsync(cancellationToken);
        try
        {
            if (block.TrySpend(period.Key))
            {
                return new QuotaReservation(caller.User.UserId, period.Key);
            }

            // Half of what is left, at most: another process finds its share, and the last ones are taken one by one.
            var limit = caller.Plan.RequestsPerMonth;
            var known = block.KnownTaken(period.Key);
            var wanted = limit is { } most && known is { } taken ? Math.Clamp((most - taken) / 4, 1, LargestBlock) : Math.Clamp((limit ?? LargestBlock) / 4, 1, 16);
            var grant = await store.TakeAsync(caller.User.UserId, period.Key, wanted, limit, cancellationToken);
            if (grant.Granted == 0)
            {
                return Exceeded(caller, grant.Taken, period);
            }

            block.Fill(period.Key, grant);
            return block.TrySpend(period.Key) ? new QuotaReservation(caller.User.UserId, period.Key) : Exceeded(caller, grant.Taken, period);
        }
        finally
        {
            block.Refilling.Release();
        }
    }

    private static Failure.LimitExceeded Exceeded(Caller caller, long used, BillingPeriod period) => new(
        string.Create(CultureInfo.InvariantCulture, $"The plan '{caller.Plan.Tier}' allows {caller.Plan.RequestsPerMonth} requests a month and they are used up until {period.End:yyyy-MM-dd}. Upgrade to go on."),
        new LimitDetails { Name = "requestsPerMonth", Used = used, Allowed = caller.Plan.RequestsPerMonth ?? long.MaxValue, ResetsAt = period.End });

    private sealed class Block
    {
        private readonly Lock gate = new();
        private string period = string.Empty;
        private long unspent;
        private long taken;

        public SemaphoreSlim Refilling { get; } = new(1, 1);

        public bool TrySpend(string current)
        {
            lock (gate)
            {
                if (unspent == 0 || !string.Equals(period, current, StringComparison.Ordinal))
                {
                    return false;
                }

                unspent--;
                return true;
            }
        }

        public void Fill(string current, QuotaGrant grant)
        {
            lock (gate)
            {
                unspent = (string.Equals(period, current, StringComparison.Ordinal) ? unspent : 0) + grant.Granted;
                taken = grant.Taken;
                period = current;
            }
        }

        public long? KnownTaken(string current)
        {
            lock (gate)
            {
                return string.Equals(period, current, StringComparison.Ordinal) ? taken : null;
            }
        }

        public long Unspent(string current)
        {
            lock (gate)
            {
                return string.Equals(period, current, StringComparison.Ordinal) ? unspent : 0;
            }
        }

        public (string Period, long Unspent) TakeAll()
        {
            lock (gate)
            {
                var rest = unspent;
                unspent = 0;
                return (period, rest);
            }
        }
    }
}
