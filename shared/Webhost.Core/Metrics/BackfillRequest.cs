namespace Webhost.Core.Metrics;

/// <summary>An operator's wish that roll-ups are computed again.</summary>
/// <param name="From">The first hour.</param>
/// <param name="To">The hour after the last.</param>
/// <param name="AfterAgentId">The last agent that is done; null at the beginning.</param>
public sealed record BackfillRequest(DateTimeOffset From, DateTimeOffset To, string? AfterAgentId = null);
