namespace Webhost.Core.Limits;

/// <summary>What a process wants of a ledger.</summary>
internal sealed record QuotaAsk
{
    /// <summary>The process.</summary>
    public required string Holder { get; init; }

    /// <summary>The number of this write.</summary>
    public required long Sequence { get; init; }

    /// <summary>The plan's limits.</summary>
    public required QuotaAmounts Limits { get; init; }

    /// <summary>What callers wait for, in their order.</summary>
    public IReadOnlyList<QuotaAmounts> Needs { get; init; } = [];

    /// <summary>What goes back of what was armed; below zero where more was used than was armed.</summary>
    public QuotaAmounts GivenBack { get; init; }

    /// <summary>What stays armed.</summary>
    public QuotaAmounts Free { get; init; }

    /// <summary>What a reservation is about.</summary>
    public QuotaAmounts Unit { get; init; }

    /// <summary>How many reservations to be ready for.</summary>
    public long Ahead { get; init; }

    /// <summary>Whether the lease is to be written though nothing changes: to prolong it, or so that no earlier write can have its effect any more.</summary>
    public bool Write { get; init; }

    /// <summary>Whether the process leaves for good.</summary>
    public bool Leave { get; init; }

    /// <summary>Now.</summary>
    public required DateTimeOffset Now { get; init; }
}
