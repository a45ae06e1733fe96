using Webhost.Contracts.Audit;

namespace Webhost.Core.Audit;

/// <summary>How a change ended. Kept beside what was begun, which is never written again.</summary>
public sealed record AuditEnd
{
    /// <summary>Done or failed.</summary>
    public required AuditOutcome Outcome { get; init; }

    /// <summary>Facts that were known only at the end.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
