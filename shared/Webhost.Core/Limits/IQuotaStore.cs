using Webhost.Core.Metrics;

namespace Webhost.Core.Limits;

/// <summary>
/// Keeps for each user and period one counter and a lease for each process (ADR 6). It only guards versions: what may be taken is decided by
/// <see cref="QuotaDivision"/>.
/// </summary>
public interface IQuotaStore : IUsageCorrections
{
    /// <summary>The ledger; an empty one when nothing was taken yet.</summary>
    Task<QuotaLedger> ReadAsync(string userId, string period, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a change and gives the ledger as it is then; null when a row has another version than the ledger has, and nothing has changed. When the
    /// answer is lost, the change may have been made: <see cref="QuotaLease.Sequence"/> tells.
    /// </summary>
    Task<QuotaLedger?> TryWriteAsync(QuotaLedger ledger, QuotaChange change, CancellationToken cancellationToken);
}
