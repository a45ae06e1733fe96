using System.Globalization;
using Webhost.Contracts.Audit;

namespace Webhost.Core.Audit;

/// <summary>The audit log as a table.</summary>
public static class AuditCsv
{
    /// <summary>The columns.</summary>
    public static readonly IReadOnlyList<string> Columns = ["time", "entryId", "actorType", "actorId", "action", "targetType", "targetId", "outcome", "traceId", "details"];

    /// <summary>The cells of an entry.</summary>
    public static IReadOnlyList<string?> Cells(AuditEntry entry) =>
    [
        entry.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), entry.EntryId, entry.Actor.Type, entry.Actor.Id, entry.Action, entry.Target.Type, entry.Target.Id,
        entry.Outcome.ToString().ToLowerInvariant(), entry.TraceId, entry.Details is null ? null : string.Join("; ", entry.Details.Select(pair => $"{pair.Key}={pair.Value}")),
    ];
}
