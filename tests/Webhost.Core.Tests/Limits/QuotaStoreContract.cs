using Webhost.Core.Limits;
using Xunit;

namespace Webhost.Core.Tests.Limits;

/// <summary>What every store of quotas keeps; each implementation runs it.</summary>
public abstract class QuotaStoreContract
{
    private const string Period = "2026-11";

    private static readonly DateTimeOffset Then = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly string userId = $"usr_{Guid.NewGuid():n}";

    /// <summary>The store.</summary>
    protected abstract IQuotaStore Store { get; }

    [Fact]
    public async Task What_nobody_has_used_is_an_empty_ledger()
    {
        var ledger = await Store.ReadAsync(userId, Period, default);

        Assert.Equal((userId, Period, default, default), (ledger.UserId, ledger.Period, ledger.Taken, ledger.Extra));
        Assert.Null(ledger.Version);
        Assert.Empty(ledger.Leases);
    }

    [Fact]
    public async Task A_counter_and_leases_are_written_as_one_and_read_back()
    {
        var empty = await Store.ReadAsync(userId, Period, default);

        var written = await Store.TryWriteAsync(empty, new QuotaChange { Taken = new(10, 20, 30, 40), Put = [Lease("prc_a", 1), Lease("prc_b", 2)] }, default);

        var read = await Store.ReadAsync(userId, Period, default);
        Assert.Equal(new QuotaAmounts(10, 20, 30, 40), read.Taken);
        Assert.Equal([Lease("prc_a", 1), Lease("prc_b", 2)], read.Leases.OrderBy(lease => lease.Holder, StringComparer.Ordinal).Select(lease => lease with { Version = null }));
        Assert.Equal(read.Version, written!.Version);
        Assert.Equal(read.Leases.Select(lease => lease.Version).Order(StringComparer.Ordinal), written.Leases.Select(lease => lease.Version).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_ledger_that_a_write_gives_is_good_for_the_next_write()
    {
        var ledger = await WriteAsync(await Store.ReadAsync(userId, Period, default), new QuotaChange { Taken = new(1, 0, 0, 0), Put = [Lease("prc_a", 1), Lease("prc_b", 1)] });
        ledger = await WriteAsync(ledger, new QuotaChange { Put = [Lease("prc_a", 2, ledger)] });
        ledger = await WriteAsync(ledger, new QuotaChange { Taken = new(3, 0, 0, 0), Put = [Lease("prc_a", 3, ledger)], Remove = [ledger.LeaseOf("prc_b")!] });

        var read = await Store.ReadAsync(userId, Period, default);
        Assert.Equal(3, read.Taken.Requests);
        Assert.Equal(3, Assert.Single(read.Leases).Sequence);
        Assert.Equal(read.Leases[0].Version, Assert.Single(ledger.Leases).Version);
    }

    [Fact]
    public async Task A_stale_counter_changes_nothing_at_all()
    {
        var old = await Store.ReadAsync(userId, Period, default);
        await WriteAsync(old, new QuotaChange { Taken = new(5, 0, 0, 0) });

        Assert.Null(await Store.TryWriteAsync(old, new QuotaChange { Taken = new(9, 0, 0, 0), Put = [Lease("prc_a", 1)] }, default));

        var read = await Store.ReadAsync(userId, Period, default);
        Assert.Equal(5, read.Taken.Requests);
        Assert.Empty(read.Leases);
    }

    [Fact]
    public async Task A_stale_or_missing_lease_changes_nothing_at_all()
    {
        var old = await WriteAsync(await Store.ReadAsync(userId, Period, default), new QuotaChange { Taken = new(5, 0, 0, 0), Put = [Lease("prc_a", 1)] });
        var newer = await WriteAsync(old, new QuotaChange { Put = [Lease("prc_a", 2, old)] });

        Assert.Null(await Store.TryWriteAsync(old, new QuotaChange { Taken = new(9, 0, 0, 0), Put = [Lease("prc_a", 3, old)] }, default));
        Assert.Null(await Store.TryWriteAsync(old, new QuotaChange { Taken = new(9, 0, 0, 0), Remove = [old.LeaseOf("prc_a")!] }, default));
        Assert.Null(await Store.TryWriteAsync(old, new QuotaChange { Put = [Lease("prc_a", 1)] }, default));
        await WriteAsync(newer, new QuotaChange { Remove = [newer.LeaseOf("prc_a")!] });
        Assert.Null(await Store.TryWriteAsync(newer, new QuotaChange { Put = [Lease("prc_a", 4, newer)] }, default));

        Assert.Equal(5, (await Store.ReadAsync(userId, Period, default)).Taken.Requests);
    }

    [Fact]
    public async Task A_lease_alone_is_written_whatever_became_of_the_counter()
    {
        var mine = await WriteAsync(await Store.ReadAsync(userId, Period, default), new QuotaChange { Taken = new(5, 0, 0, 0), Put = [Lease("prc_a", 1)] });
        await WriteAsync(await Store.ReadAsync(userId, Period, default), new QuotaChange { Taken = new(7, 0, 0, 0) });

        Assert.NotNull(await Store.TryWriteAsync(mine, new QuotaChange { Put = [Lease("prc_a", 2, mine)] }, default));

        Assert.Equal(7, (await Store.ReadAsync(userId, Period, default)).Taken.Requests);
    }

    [Fact]
    public async Task What_telemetry_adds_replaces_what_it_added_before_and_leaves_what_is_taken()
    {
        await Store.SetExtraAsync(userId, Period, 1, 2, 3, default);
        await WriteAsync(await Store.ReadAsync(userId, Period, default), new QuotaChange { Taken = new(5, 6, 7, 8) });
        await Store.SetExtraAsync(userId, Period, 10, 20, 30, default);
        await Store.SetExtraAsync(userId, Period, 10, 20, 30, default);

        var read = await Store.ReadAsync(userId, Period, default);
        Assert.Equal((new QuotaAmounts(5, 6, 7, 8), new QuotaAmounts(0, 10, 20, 30)), (read.Taken, read.Extra));
        await WriteAsync(read, new QuotaChange { Taken = new(6, 6, 7, 8) });
        Assert.Equal(new QuotaAmounts(0, 10, 20, 30), (await Store.ReadAsync(userId, Period, default)).Extra);
    }

    [Fact]
    public async Task Users_and_periods_do_not_share_a_ledger()
    {
        await WriteAsync(await Store.ReadAsync(userId, Period, default), new QuotaChange { Taken = new(5, 0, 0, 0), Put = [Lease("prc_a", 1)] });

        Assert.Null((await Store.ReadAsync(userId, "2026-12", default)).Version);
        Assert.Null((await Store.ReadAsync(userId, "2026-11-01", default)).Version);
        Assert.Null((await Store.ReadAsync($"usr_{Guid.NewGuid():n}", Period, default)).Version);
    }

    [Fact]
    public async Task Of_racing_writes_from_one_ledger_one_is_made()
    {
        var ledger = await Store.ReadAsync(userId, Period, default);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(number =>
            Task.Run(() => Store.TryWriteAsync(ledger, new QuotaChange { Taken = new(number + 1, 0, 0, 0), Put = [Lease($"prc_{number}", 1)] }, default))));

        var made = Array.FindIndex(outcomes, outcome => outcome is not null);
        Assert.Single(outcomes, outcome => outcome is not null);
        var read = await Store.ReadAsync(userId, Period, default);
        Assert.Equal((made + 1, $"prc_{made}"), (read.Taken.Requests, Assert.Single(read.Leases).Holder));
    }

    private static QuotaLease Lease(string holder, long sequence, QuotaLedger? from = null) => new()
    {
        Holder = holder,
        Unspent = new(sequence, 2 * sequence, 3 * sequence, 4 * sequence),
        Armed = new(sequence + 1, 0, 0, 0),
        Sequence = sequence,
        ExpiresAt = Then.AddSeconds(sequence),
        Version = from?.LeaseOf(holder)?.Version,
    };

    private async Task<QuotaLedger> WriteAsync(QuotaLedger ledger, QuotaChange change) =>
        await Store.TryWriteAsync(ledger, change, default) ?? throw new InvalidOperationException("The write met another version.");
}
