namespace Webhost.Core.Limits;

/// <summary>A change of a ledger that is made as one, under the versions of all rows that it names, or not at all.</summary>
public sealed record QuotaChange
{
    /// <summary>The new counter; null to leave it alone, whatever became of it.</summary>
    public QuotaAmounts? Taken { get; init; }

    /// <summary>Leases as they are to be, each with the version that it was made from.</summary>
    public IReadOnlyList<QuotaLease> Put { get; init; } = [];

    /// <summary>Leases that end.</summary>
    public IReadOnlyList<QuotaLease> Remove { get; init; } = [];
}
