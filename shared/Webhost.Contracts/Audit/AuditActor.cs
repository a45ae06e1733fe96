namespace Webhost.Contracts.Audit;

/// <summary>Who made a change.</summary>
/// <param name="Type"><c>user</c>, <c>apiKey</c>, <c>webhook</c> or <c>system</c>.</param>
/// <param name="Id">The user's or the key's id, or the webhook's sender; null for the system.</param>
public sealed record AuditActor(string Type, string? Id);
