namespace Webhost.Contracts.Accounts;

/// <summary>An archive of everything that a user owns: one at a time, and the newest is kept.</summary>
public sealed record AccountExport
{
    /// <summary>The export's id (<c>exp_…</c>).</summary>
    public required string ExportId { get; init; }

    /// <summary>Where it stands.</summary>
    public required ExportStatus Status { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the archive is removed; null while there is none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many parts are written.</summary>
    public required int PartsDone { get; init; }

    /// <summary>How many parts there are; 0 before they are counted.</summary>
    public required int PartsTotal { get; init; }

    /// <summary>0 to 100.</summary>
    public required int PercentComplete { get; init; }

    /// <summary>The part that is being written, such as <c>audit</c>; null when none is.</summary>
    public string? Part { get; init; }

    /// <summary>The archive's size; null while there is none.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Where the archive is downloaded, relative to the API; null while there is none.</summary>
    public string? ArchiveUrl { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; init; }
}
