namespace Webhost.Core.Limits;

/// <summary>A user's quota in a period, as all processes share it.</summary>
public sealed record QuotaLedger
{
    /// <summary>Whose quota.</summary>
    public required string UserId { get; init; }

    /// <summary>The period's key.</summary>
    public required string Period { get; init; }

    /// <summary>What all processes together have taken, used or not.</summary>
    public QuotaAmounts Taken { get; init; }

    /// <summary>What telemetry adds to what the gateways settled.</summary>
    public QuotaAmounts Extra { get; init; }

    /// <summary>The counter's version; null when there is none yet.</summary>
    public string? Version { get; init; }

    /// <summary>What processes hold.</summary>
    public IReadOnlyList<QuotaLease> Leases { get; init; } = [];

    /// <summary>What counts as used: everything that was taken and does not lie unspent.</summary>
    public QuotaAmounts Used
    {
        get
        {
            var used = Taken + Extra;
            foreach (var lease in Leases)
            {
                used -= lease.Unspent;
            }

            return used;
        }
    }

    /// <summary>The lease of a process, or null.</summary>
    public QuotaLease? LeaseOf(string holder)
    {
        foreach (var lease in Leases)
        {
            if (string.Equals(lease.Holder, holder, StringComparison.Ordinal))
            {
                return lease;
            }
        }

        return null;
    }
}
