using Webhost.Contracts.Accounts;

namespace Webhost.Core.Accounts;

/// <summary>An export as it is stored: one for each user, the newest.</summary>
public sealed record ExportRecord
{
    /// <summary>The export's id.</summary>
    public required string ExportId { get; init; }

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>Where it stands; <see cref="ExportStatus.Expired"/> follows from the clock.</summary>
    public ExportStatus Status { get; init; } = ExportStatus.Running;

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the archive is removed.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many parts are written.</summary>
    public int PartsDone { get; init; }

    /// <summary>How many parts there are.</summary>
    public int PartsTotal { get; init; }

    /// <summary>The part that is being written.</summary>
    public string? Part { get; init; }

    /// <summary>The archive's size.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the archive can be downloaded at a time.</summary>
    public bool IsReady(DateTimeOffset now) => Status == ExportStatus.Ready && ExpiresAt > now;

    /// <summary>The export as the API shows it.</summary>
    public AccountExport ToContract(DateTimeOffset now)
    {
        var ready = IsReady(now);
        return new AccountExport
        {
            ExportId = ExportId,
            Status = Status == ExportStatus.Ready && !ready ? ExportStatus.Expired : Status,
            RequestedAt = RequestedAt,
            FinishedAt = FinishedAt,
            ExpiresAt = ExpiresAt,
            PartsDone = PartsDone,
            PartsTotal = PartsTotal,
            PercentComplete = Status == ExportStatus.Ready ? 100 : PartsTotal == 0 ? 0 : 100 * PartsDone / PartsTotal,
            Part = Part,
            SizeBytes = ready ? SizeBytes : null,
            ArchiveUrl = ready ? "/v1/me/export/archive" : null,
            Error = Error,
        };
    }
}
