using Webhost.Contracts.UsageReports;
using Webhost.Core.Agents;
using Webhost.Core.Billing;
using Webhost.Core.Costs;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using UsageReport = Webhost.Contracts.UsageReports.UsageReport;

namespace Webhost.Core.UsageReports;

/// <summary>Tells callers what they used in a billing period and what it will come to.</summary>
public sealed class UsageReporter(IUsageCells cells, StatedCosts stated, LimitsReader limits, IAgentStore agents, ISubscriptionStore subscriptions, PriceTables prices, TimeProvider time)
{
    // Before, a projection would be made of next to nothing.
    private static readonly TimeSpan ShortestElapsed = TimeSpan.FromHours(1);

    /// <summary>The report of a period; the present one when none is named. Failure: Invalid.</summary>
    public async Task<Result<UsageReport>> ReadAsync(Caller caller, string? period, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!UsagePeriods.Parse(caller.User, period, now).TryGet(out var asked, out var failure))
        {
            return failure;
        }

        var present = asked.Start <= now && now < asked.End;

        // Limits and payments are the account's: a key for one agent sees that agent's part.
        var account = caller.OnlyAgentId is null;
        var whole = present && account;
        var reading = whole ? limits.ReadAsync(caller, cancellationToken) : null;
        var names = await NamesAsync(caller, cancellationToken);
        var sheet = await SheetAsync(caller, asked, names.Keys, cancellationToken);
        var totals = sheet.Totals();
        var runtimes = sheet.Runtimes();
        var payment = account ? await PaymentAsync(caller, asked, cancellationToken) : null;
        return new UsageReport
        {
            Period = asked.Key,
            Start = asked.Start,
            End = asked.End,
            AsOf = now,
            Totals = totals,
            Runtimes = runtimes,
            Agents = sheet.Agents(names),
            Days = sheet.Days(),
            Projected = present && now - asked.Start >= ShortestElapsed ? Project(totals, (now - asked.Start) / (asked.End - asked.Start)) : null,
            Limits = reading is null ? null : (await reading).Limits,
            SpendCapUsd = whole ? caller.User.SpendCapUsd : null,
            Paid = account ? payment is not null : null,
            InvoiceId = payment?.InvoiceId,
            Prices = [.. runtimes.SelectMany(runtime => PricesOf(runtime.RuntimeProvider, asked))],
        };
    }

    /// <summary>The same by day, agent and runtime, as a table. Failure: Invalid.</summary>
    public async Task<Result<(BillingPeriod Period, IReadOnlyList<IReadOnlyList<string?>> Rows)>> ReadRowsAsync(Caller caller, string? period, CancellationToken cancellationToken)
    {
        if (!UsagePeriods.Parse(caller.User, period, time.GetUtcNow()).TryGet(out var asked, out var failure))
        {
            return failure;
        }

        var names = await NamesAsync(caller, cancellationToken);
        var sheet = await SheetAsync(caller, asked, names.Keys, cancellationToken);
        return (asked, (IReadOnlyList<IReadOnlyList<string?>>)[.. sheet.Cells().Select(cell => UsageCsv.Cells(cell.Used, names.GetValueOrDefault(cell.Used.AgentId), cell.Amounts))]);
    }

    // The provider makes a period's invoice when its period begins, and ours turns at the first whole hour after that.
    private async Task<PaymentFacts?> PaymentAsync(Caller caller, BillingPeriod period, CancellationToken cancellationToken) =>
        (await subscriptions.ListAsync(caller.UserId, cancellationToken)).SelectMany(record => record.Payments)
            .Where(payment => payment is { Paid: true, ForPeriod: true, RefundedInFull: false } && period.Contains(MetricHour.Ceiling(payment.CreatedAt)))
            .MaxBy(payment => payment.CreatedAt);

    private static UsageProjection Project(UsageAmounts totals, double elapsed) => new()
    {
        Method = "linear",
        Elapsed = Math.Round(elapsed, 4),
        Requests = (long)Math.Round(totals.Requests / elapsed),
        Tokens = (long)Math.Round(totals.Tokens / elapsed),
        ComputeMs = (long)Math.Round(totals.ComputeMs / elapsed),
        CostUsd = Math.Round(totals.CostUsd / (decimal)elapsed, 6),
    };

    private async Task<UsageSheet> SheetAsync(Caller caller, BillingPeriod period, IEnumerable<string> owned, CancellationToken cancellationToken)
    {
        var all = await cells.ReadAsync(caller.UserId, period.Start, period.End, cancellationToken);
        UsageCell[] used = [.. all.Where(cell => caller.RefuseAgent(cell.AgentId) is null)];

        // Removed agents too: that they were the caller's is shown by their use.
        string[] agentIds = [.. used.Select(cell => cell.AgentId).Concat(owned).Distinct(StringComparer.Ordinal)];
        return new UsageSheet(used, await stated.ReadAsync(agentIds, FirstDay(period.Start), FirstDay(period.End).AddDays(-1), cancellationToken));
    }

    // A provider states days. One in which a period turns counts where it begins, so that over all periods each counts once.
    private static DateOnly FirstDay(DateTimeOffset turn) => DateOnly.FromDateTime(turn.UtcDateTime).AddDays(turn.UtcDateTime.TimeOfDay > TimeSpan.Zero ? 1 : 0);

    private IEnumerable<PriceSource> PricesOf(string provider, BillingPeriod period)
    {
        var first = prices.At(provider, period.Start);
        return prices.Of(provider).Where(table => table == first || (table.ValidFrom > period.Start && table.ValidFrom < period.End))
            .Select(table => new PriceSource { RuntimeProvider = provider, ValidFrom = DateOnly.FromDateTime(table.ValidFrom.UtcDateTime), Source = table.Source });
    }

    private async Task<Dictionary<string, string>> NamesAsync(Caller caller, CancellationToken cancellationToken)
    {
        var owned = Pages.ReadAsync((page, token) => agents.ListAsync(caller.UserId, page, token), cancellationToken);
        return await owned.Where(agent => caller.RefuseAgent(agent.AgentId) is null).ToDictionaryAsync(agent => agent.AgentId, agent => agent.Name, StringComparer.Ordinal, cancellationToken);
    }
}
