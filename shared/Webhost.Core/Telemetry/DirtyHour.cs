namespace Webhost.Core.Telemetry;

/// <summary>An hour whose roll-up may be out of date.</summary>
/// <param name="UserId">The owner of the agent.</param>
/// <param name="Hour">The hour.</param>
/// <param name="ETag">The mark's version.</param>
/// <param name="MarkedAt">When it was last marked.</param>
public sealed record DirtyHour(string UserId, MetricHour Hour, string ETag, DateTimeOffset MarkedAt);
