namespace Webhost.Core.Telemetry;

/// <summary>An hour whose roll-up may be out of date.</summary>
/// <param name="UserId">The owner of the agent.</param>
/// <param name="Hour">The hour.</param>
/// <param name="ETag">The mark's version.</param>
/// <param name="MarkedAt">When it was last marked.</param>
public sealed record DirtyHour(string UserId, MetricHour Hour, string ETag, DateTimeOffset MarkedAt)
{
    /// <summary>
    /// A mark is cleared only by a roll-up that began to read this long after the mark was set. Whoever writes raw events relies on it for the half of
    /// this time: a write that ends within it needs no mark of its own.
    /// </summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>Whether a roll-up that begins to read at a time sees all that was written under this mark.</summary>
    public bool IsSettledAt(DateTimeOffset reading) => reading - MarkedAt >= Settled;
}
