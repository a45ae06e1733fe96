namespace Webhost.Contracts.Telemetry;

/// <summary>What became of a batch, item by item.</summary>
public sealed record TelemetryAccepted
{
    /// <summary>Events that were written.</summary>
    public required int Accepted { get; init; }

    /// <summary>Events that had been written before.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Events that were refused, with the reason.</summary>
    public required IReadOnlyList<TelemetryRejection> Rejected { get; init; }
}
