namespace Webhost.Core.Audit;

/// <summary>An entry whose change is being made.</summary>
/// <param name="Entry">What was begun.</param>
/// <param name="IsNew">False when an earlier attempt at the same step began it: what that one did is not known.</param>
public sealed record AuditMark(AuditRecord Entry, bool IsNew);
