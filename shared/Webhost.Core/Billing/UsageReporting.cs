using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>
/// Reports what metered plans used: once a day, often while a period ends, and before the plan is changed. It always sets the period's total and never adds, so that a report that is
/// repeated, or sent by two processes at once, bills nothing twice.
/// </summary>
public sealed partial class UsageReporting(
    BillingConnection billing, ISubscriptionStore store, AccountEntitlements accounts, IHourlyStore hourly, BillingOptions options, UserDirectory users, BillingAudit audit, TimeProvider time,
    ILogger<UsageReporting> logger)
{
    private static readonly TimeSpan Ending = TimeSpan.FromHours(2);

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
            if (record is not { UserId: { } userId, Newest.UsageBased: true })
            {
                continue;
            }

            try
            {
                var reported = await ReportAsync(provider, new UserId(userId), record, asDue: true, cancellationToken);
                sent += reported.TryGet(out var anew, out var failure) ? anew ? 1 : 0 : throw new BillingUnavailableException(failure.Message);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? sent : throw new AggregateException($"The usage of {failures.Count} subscriptions could not be reported; it is tried again.", failures);
    }

    /// <summary>Reports what one subscription used so far, where it is metered: right before its plan is changed, since no report could be made after it. Returns the failure to answer with; null when all is told.</summary>
    internal async Task<Failure?> ReportNowAsync(IBillingProvider provider, UserId userId, string subscriptionId, CancellationToken cancellationToken) =>
        await store.FindAsync(subscriptionId, cancellationToken) is not { Value: { Newest.UsageBased: true } record }
        || (await ReportAsync(provider, userId, record, asDue: false, cancellationToken)).TryGet(out _, out var failure) ? null : failure;

    private async Task<Result<bool>> ReportAsync(IBillingProvider provider, UserId userId, SubscriptionRecord record, bool asDue, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var facts = record.Newest!;
        if (facts is not { ItemId: { } itemId, Status: not SubscriptionStatus.OnTrial } || !provider.IsMetered(facts.Tier) || EndOfPeriod(facts) is not { } turns || turns <= now)
        {
            // A trial is free. While the provider's period turns, what is set now might count for the next one: its next statement tells.
            return false;
        }

        if (await users.FindAsync(userId, cancellationToken) is not { } user)
        {
            // The account is gone with what it used: what was reported stays.
            return false;
        }

        // Nothing is billed while something else is had: a plan that is kept because it was paid for as such, that of another subscription, or nothing at all, as in a pause.
        if ((await accounts.ReadAsync(userId, cancellationToken)).Subscription is not { Entitlement: { } had, Next: null } state
            || !string.Equals(state.Facts.SubscriptionId, facts.SubscriptionId, StringComparison.Ordinal) || !provider.IsMetered(had.Tier))
        {
            return false;
        }

        var span = MeteredSpan.Of(record, user, turns, facts.IsEnding);
        var quantity = span.Start < span.End ? QuantityOf(await hourly.ReadUsageAsync(userId.Value, new BillingPeriod(span.Key, span.Start, span.End), cancellationToken)) : 0;
        var before = await store.FindUsageAsync(facts.SubscriptionId, span.Key, cancellationToken);
        var due = !asDue || before is null || before.ReportedAt.UtcDateTime.Date < now.UtcDateTime.Date || turns - now <= Ending;
        if (quantity == (before?.Quantity ?? 0) || !due)
        {
            return false;
        }

        if (!(await provider.SetUsageAsync(itemId, quantity, cancellationToken)).TryGet(out _, out var failure))
        {
            return failure;
        }

        await audit.ReportedAsync(userId, facts.SubscriptionId, span.Key, quantity, cancellationToken);
        await store.NoteUsageAsync(facts.SubscriptionId, new UsageReport(span.Key, quantity, now), cancellationToken);
        Reported(facts.SubscriptionId, span.Key, quantity);
        return true;
    }

    private static DateTimeOffset? EndOfPeriod(SubscriptionFacts facts) => facts.IsEnding ? facts.EndsAt ?? facts.RenewsAt : facts.RenewsAt;

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
