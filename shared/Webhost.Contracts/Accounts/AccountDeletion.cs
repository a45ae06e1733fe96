namespace Webhost.Contracts.Accounts;

/// <summary>The deletion of an account. It can be watched by whoever knows its id, also when the account is gone; it tells nothing of whose it was.</summary>
public sealed record AccountDeletion
{
    /// <summary>The deletion's id (<c>del_…</c>).</summary>
    public required string DeletionId { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeletionStep Step { get; init; }

    /// <summary>Whether everything is gone.</summary>
    public required bool Done { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When everything was gone; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Where this is read again, relative to the API.</summary>
    public required string StatusUrl { get; init; }
}
