namespace Webhost.Contracts.Audit;

/// <summary>One change of something that matters: money, limits, keys, secrets, agents, deployments. Never changed after it was written.</summary>
public sealed record AuditEntry
{
    /// <summary>The entry's id (<c>aud_…</c>); ids sort by age.</summary>
    public required string EntryId { get; init; }

    /// <summary>When the change began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who did it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>What was done, as a dotted name such as <c>secret.set</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public required AuditTarget Target { get; init; }

    /// <summary>How it ended.</summary>
    public required AuditOutcome Outcome { get; init; }

    /// <summary>Some facts of the change: names and ids, never a secret's value or a prompt.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>The W3C trace id of the request; null for what the platform did by itself.</summary>
    public string? TraceId { get; init; }
}
