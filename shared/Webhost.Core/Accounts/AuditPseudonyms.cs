using Webhost.Contracts.Audit;
using Webhost.Core.Audit;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>
/// What stays of the audit log of an account that is deleted: entries about money and about the account itself, without details, under a pseudonym and as long as
/// any other entry. All else goes.
/// </summary>
public sealed class AuditPseudonyms(IAuditStore store, AuditTrail trail)
{
    private static readonly string[] KeptKinds = [AuditActions.Billing + ".", AuditActions.Account + "."];

    /// <summary>Moves a log. Repeatable.</summary>
    public async Task MoveAsync(UserId userId, UserId pseudonym, string deletionId, CancellationToken cancellationToken)
    {
        await foreach (var entry in store.ReadAsync(userId, new AuditFilter(), cancellationToken))
        {
            if (KeptKinds.Any(kind => entry.Action.StartsWith(kind, StringComparison.Ordinal)))
            {
                await KeepAsync(entry, userId, pseudonym, cancellationToken);
            }
        }

        await store.RemoveAsync(userId, before: null, cancellationToken);
        var erased = AuditChange.OfAccount(AuditActions.AccountErase, pseudonym.Value);
        var mark = await trail.BeginAsync(pseudonym.Value, AuditActors.System, traceId: null, erased, $"erase {deletionId}", cancellationToken);
        await trail.EndAsync(mark, AuditOutcome.Done, details: null, cancellationToken);
    }

    private async Task KeepAsync(AuditEntry entry, UserId userId, UserId pseudonym, CancellationToken cancellationToken)
    {
        string? Hidden(string? id) => string.Equals(id, userId.Value, StringComparison.Ordinal) ? pseudonym.Value : id;
        var record = new AuditRecord
        {
            EntryId = entry.EntryId,
            UserId = pseudonym.Value,
            Time = entry.Time,
            Actor = entry.Actor with { Id = Hidden(entry.Actor.Id) },
            Action = entry.Action,
            Target = new AuditTarget(entry.Target.Type, Hidden(entry.Target.Id)!),
        };
        await store.AddAsync(record, once: null, cancellationToken);
        if (entry.Outcome != AuditOutcome.Open)
        {
            await store.AddEndAsync(record, new AuditEnd { Outcome = entry.Outcome }, cancellationToken);
        }
    }
}
