using Microsoft.Extensions.Logging;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>
/// Reports what metered plans used: once a day, and often while a period ends. It always sets the period's total and never adds, so that a report that is
/// repeated, or sent by two processes at once, bills nothing twice.
/// </summary>
public sealed partial class UsageReporting(
    BillingConnection billing, ISubscriptionStore store, IHourlyStore hourly, BillingOptions options, UserDirectory users, BillingAudit audit, TimeProvider time, ILogger<UsageReporting> logger)
{
    private static readonly TimeSpan Ending = TimeSpan.FromHours(2);

    // Our periods turn at the whole hour before the provider's.
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <summary>Reports what is due of every metered subscription; one that fails doesn't keep the others. Returns how many reports were sent.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (billing.Provider is not { } provider)
        {
            return 0;
        }

        var sent = 0;
        var failures = new List<Exception>();
        await foreach (var record in store.ReadLiveAsync(cancellationToken))
        {
            // While a plan is kept that was paid for as such, no measure of what follows it is due.
            if (record is not { UserId: { } userId, Newest: { UsageBased: true, ItemId: not null } facts } || !provider.IsMetered(facts.Tier)
                || SubscriptionState.Of(record, order: null, time.GetUtcNow()) is not { Next: null })
            {
                continue;
            }

            try
            {
                sent += await ReportAsync(provider, new UserId(userId), facts, record, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? sent : throw new AggregateException($"The usage of {failures.Count} subscriptions could not be reported; it is tried again.", failures);
    }

    private async Task<bool> ReportAsync(IBillingProvider provider, UserId userId, SubscriptionFacts facts, SubscriptionRecord record, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (facts.RenewsAt is not { } turns || turns <= now)
        {
            // The provider's period is turning: what is set now might count for the next one. Its next statement tells.
            return false;
        }

        if (await users.FindAsync(userId, cancellationToken) is not { } user)
        {
            // The account is gone with what it used: what was reported stays.
            return false;
        }

        var period = PeriodToReport(now, turns, user.BillingAnchor);
        var usage = await hourly.ReadUsageAsync(userId.Value, period with { Start = CountedFrom(period, record) }, cancellationToken);
        var quantity = QuantityOf(usage);
        var before = await store.FindUsageAsync(facts.SubscriptionId, period.Key, cancellationToken);
        var daily = before is null || before.ReportedAt.UtcDateTime.Date < now.UtcDateTime.Date;
        if (quantity == (before?.Quantity ?? 0) || (!daily && turns - now > Ending))
        {
            return false;
        }

        if (!(await provider.SetUsageAsync(facts.ItemId!, quantity, cancellationToken)).TryGet(out _, out var failure))
        {
            throw new BillingUnavailableException(failure.Message);
        }

        await audit.ReportedAsync(userId, facts.SubscriptionId, period.Key, quantity, cancellationToken);
        await store.NoteUsageAsync(facts.SubscriptionId, new UsageReport(period.Key, quantity, now), cancellationToken);
        Reported(facts.SubscriptionId, period.Key, quantity);
        return true;
    }

    // Between the turn of ours and of the provider's, its period is the one that has just ended here.
    private static BillingPeriod PeriodToReport(DateTimeOffset now, DateTimeOffset turns, DateTimeOffset? anchor)
    {
        var present = BillingPeriod.Of(now, anchor);
        return turns - present.Start <= Apart ? BillingPeriod.Of(present.Start.AddTicks(-1), anchor) : present;
    }

    // What lies before is paid for: by the period there before this one, when the day of renewal was moved, or by the plan that was not metered.
    private static DateTimeOffset CountedFrom(BillingPeriod period, SubscriptionRecord record)
    {
        var past = SubscriptionPast.Of(record);
        var start = MetricHour.Floor(past.Turned > record.Newest!.CreatedAt ? past.Turned.Value : record.Newest.CreatedAt);
        var metered = past.MeteredSince is { } since ? MetricHour.Floor(since.AddHours(1).AddTicks(-1)) : start;
        return new[] { period.Start, start, metered }.Max();
    }

    private long QuantityOf(BillingUsage usage) => options.MeteredUnit switch
    {
        MeteredUnit.ThousandTokens => WholeUnits(usage.TotalTokens, 1000),
        MeteredUnit.ComputeSeconds => WholeUnits(usage.TotalComputeMs, 1000),
        _ => usage.TotalRequests,
    };

    private static long WholeUnits(long amount, long unit) => (amount / unit) + (amount % unit > 0 ? 1 : 0);

    [LoggerMessage(Level = LogLevel.Information, Message = "The subscription {SubscriptionId} used {Quantity} in {Period}, and the payment provider was told so.")]
    private partial void Reported(string subscriptionId, string period, long quantity);
}
