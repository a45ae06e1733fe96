namespace Webhost.Core.Audit;

/// <summary>The audit log (section <c>Audit</c>).</summary>
public sealed record AuditOptions
{
    /// <summary>How many days an entry is kept.</summary>
    public required int RetentionDays { get; init; }
}
