using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Webhost.Contracts.Alerts;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Plans;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Alerts;

/// <summary>
/// Looks whether limits are used up to a threshold, and sends what is to be sent. For each threshold of a limit in a period there is one record, whoever sees it first and however often
/// it is seen; a limit that was changed is another limit. May run twice, late or at once in two processes.
/// </summary>
public sealed class AlertWatch(IAlertStore store, IUserStore users, AlertLimits limits, AlertDispatcher dispatcher, PlanCatalog plans, TimeProvider time)
{
    private const int Parallel = 8;
    private const string IdPrefix = "alt_";

    /// <summary>Goes through all users who want to be warned; trouble with one doesn't keep the others.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = new System.Collections.Concurrent.ConcurrentBag<Exception>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            store.ReadSettingsAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (settings, token) =>
            {
                if (!settings.IsOn)
                {
                    return;
                }

                try
                {
                    // What is reached before an address is confirmed is told when it is.
                    if (settings.Channels().Any())
                    {
                        await LookAsync(settings, token);
                    }

                    await dispatcher.SendAsync(settings, token);
                }
                catch (Exception exception) when (!token.IsCancellationRequested)
                {
                    failures.Add(exception);
                }
            });
        if (!failures.IsEmpty)
        {
            throw new AggregateException($"The alerts of {failures.Count} users could not be looked after and are tried again.", failures);
        }
    }

    /// <summary>The id of an alert.</summary>
    internal static string IdOf(string userId, string period, string limit, decimal allowed, int threshold) => IdPrefix + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{userId}\n{period}\n{limit}\n{allowed:0.####}\n{threshold}"))).AsSpan(0, 16));

    private async Task LookAsync(AlertSettings settings, CancellationToken cancellationToken)
    {
        var userId = new UserId(settings.UserId);
        if (await users.FindAsync(userId, cancellationToken) is not { Value: var user })
        {
            return;
        }

        var (period, watched) = await limits.ReadAsync(new Caller { User = user, Plan = plans.Of(user.SubscriptionTier) }, cancellationToken);
        var there = await store.ListAsync(userId, period.Key, cancellationToken);
        foreach (var (name, used, allowed) in watched)
        {
            await LookAsync(settings, period, (name, used, allowed), [.. there.Where(alert => alert.Value.Limit == name && alert.Value.Allowed == allowed)], cancellationToken);
        }
    }

    private async Task LookAsync(AlertSettings settings, BillingPeriod period, (string Name, decimal Used, decimal Allowed) limit, IReadOnlyList<Versioned<AlertRecord>> known, CancellationToken cancellationToken)
    {
        var there = known.Select(alert => alert.Value.Threshold).ToHashSet();
        int[] reached = [.. settings.Thresholds.Where(threshold => limit.Used * 100 >= limit.Allowed * threshold && limit.Used > 0)];
        var highest = reached.Concat(there).DefaultIfEmpty().Max();

        if (highest == there.DefaultIfEmpty().Max())
        {
            await TellByEmailAsync(settings, known.MaxBy(alert => alert.Value.Threshold), cancellationToken);
        }

        // The highest last: were this to die in between, the next look would still find it new.
        foreach (var threshold in reached.Where(threshold => !there.Contains(threshold)).Order())
        {
            await store.TryAddAsync(New(settings, period, limit, threshold, covered: threshold < highest), cancellationToken);
        }
    }

    // An address that was confirmed after an alert was sent by webhook is told of it too; the highest stands for the others.
    private async Task TellByEmailAsync(AlertSettings settings, Versioned<AlertRecord>? highest, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (highest is { Value: { Covered: false } alert } && !(alert.ClaimedUntil > now)
            && settings.Channels().Contains(AlertChannels.Email, StringComparer.Ordinal) && alert.Deliveries.All(delivery => delivery.Channel != AlertChannels.Email))
        {
            // One that changes meanwhile is looked at again.
            await store.TryUpdateAsync(highest with { Value = alert with { Deliveries = [.. alert.Deliveries, DeliveryBy(AlertChannels.Email, now)] } }, cancellationToken);
        }
    }

    private static AlertDelivery DeliveryBy(string channel, DateTimeOffset now) => new() { Channel = channel, Status = DeliveryStatus.Pending, Attempts = 0, NextAttemptAt = now };

    private AlertRecord New(AlertSettings settings, BillingPeriod period, (string Name, decimal Used, decimal Allowed) limit, int threshold, bool covered)
    {
        var now = time.GetUtcNow();
        return new AlertRecord
        {
            AlertId = IdOf(settings.UserId, period.Key, limit.Name, limit.Allowed, threshold),
            UserId = settings.UserId,
            Period = period.Key,
            PeriodEnd = period.End,
            Limit = limit.Name,
            Threshold = threshold,
            Used = limit.Used,
            Allowed = limit.Allowed,
            SeenAt = now,
            Covered = covered,
            Deliveries = covered ? [] : [.. settings.Channels().Select(channel => DeliveryBy(channel, now))],
        };
    }
}
