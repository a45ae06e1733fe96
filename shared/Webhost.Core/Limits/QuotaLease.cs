namespace Webhost.Core.Limits;

/// <summary>What one process holds of a user's quota. Whoever needs quota may take what is unspent, under the row's version.</summary>
public sealed record QuotaLease
{
    /// <summary>The process: an id that is made at its start.</summary>
    public required string Holder { get; init; }

    /// <summary>Taken from the counter and not used: goes back when the process ends, however it ends.</summary>
    public required QuotaAmounts Unspent { get; init; }

    /// <summary>
    /// What the process was free to use when the row was written. It counts as used; what is not used of it comes back within a second or so, unless the process is killed.
    /// </summary>
    public required QuotaAmounts Armed { get; init; }

    /// <summary>The number of the holder's newest write, by which it learns after an unclear answer whether the write had its effect.</summary>
    public required long Sequence { get; init; }

    /// <summary>From then on the holder is taken for dead.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The row's version; null when it is not there yet.</summary>
    public string? Version { get; init; }
}
