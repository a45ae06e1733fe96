using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Keeps all calls of this process below the token's limit, past which everything answers 429 for five minutes.</summary>
internal sealed class ApiRateLimit(IOptions<CloudflareOptions> options) : IDisposable
{
    private const int MaximumWaiting = 10_000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly TokenBucketRateLimiter bucket = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Math.Max(options.Value.ApiBurst, (int)Math.Ceiling(options.Value.ApiCallsPerSecond)),
        TokensPerPeriod = Math.Max(1, (int)options.Value.ApiCallsPerSecond),
        ReplenishmentPeriod = options.Value.ApiCallsPerSecond >= 1 ? Period * ((int)options.Value.ApiCallsPerSecond / options.Value.ApiCallsPerSecond) : Period / options.Value.ApiCallsPerSecond,
        QueueLimit = MaximumWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        AutoReplenishment = true,
    });

    /// <summary>Waits for a place; false when far too many wait already.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using var lease = await bucket.AcquireAsync(permitCount: 1, cancellationToken);
        return lease.IsAcquired;
    }

    public void Dispose() => bucket.Dispose();
}
