namespace Webhost.Core.Users;

/// <summary>What is remembered of a user who was removed, for a while.</summary>
/// <param name="At">When.</param>
/// <param name="DeletionId">The deletion that removed the user; null when it is not known.</param>
public sealed record RemovedUser(DateTimeOffset At, string? DeletionId);
