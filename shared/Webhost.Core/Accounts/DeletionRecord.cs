using Webhost.Contracts.Accounts;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>The deletion of an account as it is stored. It names nobody: what is kept of the account afterwards is kept under <see cref="Pseudonym"/>.</summary>
public sealed record DeletionRecord
{
    /// <summary>The deletion's id.</summary>
    public required string DeletionId { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeletionStep Step { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When everything was gone.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What stands in the place of the user's id in what is kept. It follows from the deletion's id alone, so that nothing leads back to the user.</summary>
    public UserId Pseudonym => PseudonymOf(DeletionId);

    /// <summary>
    /// The agents that the account had, until what was written late for them is removed too; null before that is known, and after it is done. They name nobody.
    /// </summary>
    public IReadOnlyList<string>? AgentIds { get; init; }

    /// <summary>The pseudonym of a deletion.</summary>
    public static UserId PseudonymOf(string deletionId) => UserId.Of("webhost:deletion", deletionId);

    /// <summary>The deletion as the API shows it.</summary>
    public AccountDeletion ToContract() => new()
    {
        DeletionId = DeletionId,
        Step = Step,
        Done = Step == DeletionStep.Done,
        RequestedAt = RequestedAt,
        FinishedAt = FinishedAt,
        StatusUrl = $"/v1/deletions/{DeletionId}",
    };
}
