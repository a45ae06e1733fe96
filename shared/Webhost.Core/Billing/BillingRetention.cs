using Webhost.Core.Idempotency;

namespace Webhost.Core.Billing;

/// <summary>Removes events, checkouts and kept answers whose time is over. May be stopped and run again at any time.</summary>
public sealed class BillingRetention(IWebhookEventStore events, ICheckoutStore checkouts, IIdempotencyStore answers, BillingOptions options, TimeProvider time)
{
    // A purchase of which no event came is looked for as long as the provider might still be asked about it.
    private static readonly TimeSpan Checkouts = TimeSpan.FromDays(30);

    /// <summary>Removes what is over now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await events.RemoveAsync(now - options.EventRetention, cancellationToken);
        await checkouts.RemoveAsync(now - Checkouts, cancellationToken);
        await answers.RemoveAsync(now, cancellationToken);
    }
}
