namespace Webhost.Core.Limits;

/// <summary>Keeps one counter of requests for each user and period, from which processes take blocks.</summary>
public interface IQuotaStore
{
    /// <summary>
    /// Takes up to <paramref name="wanted"/> requests, as many as are left below <paramref name="limit"/>, under the counter's version: what all
    /// processes together take never exceeds the limit.
    /// </summary>
    Task<QuotaGrant> TakeAsync(string userId, string period, long wanted, long? limit, CancellationToken cancellationToken);

    /// <summary>Gives back what was taken and not spent.</summary>
    Task ReturnAsync(string userId, string period, long unspent, CancellationToken cancellationToken);

    /// <summary>How much is taken.</summary>
    Task<long> ReadTakenAsync(string userId, string period, CancellationToken cancellationToken);
}
