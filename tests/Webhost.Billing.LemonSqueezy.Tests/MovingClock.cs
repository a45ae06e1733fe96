namespace Webhost.Billing.LemonSqueezy.Tests;

/// <summary>A clock on which every pause is over as soon as it begins, and moves the time by its length.</summary>
internal sealed class MovingClock : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The lengths of the pauses that were made.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // A time-out is no pause: it must not pass by itself.
        if (dueTime >= TimeSpan.FromSeconds(10))
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        lock (gate)
        {
            now += dueTime;
            Pauses.Add(dueTime);
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
