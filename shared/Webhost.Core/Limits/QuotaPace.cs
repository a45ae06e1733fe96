namespace Webhost.Core.Limits;

/// <summary>How many reservations a process gets ready for: as many as the user makes in a quarter of a second. Not thread-safe.</summary>
internal sealed class QuotaPace
{
    /// <summary>A user who is quiet for so long holds nothing any more.</summary>
    public static readonly long Idle = TimeSpan.TicksPerSecond;

    private const long First = 4;
    private const long Growth = 4;
    private const int PartsOfSecond = 4;
    private const long ShortestTicks = TimeSpan.TicksPerMillisecond * 50;

    private long since;
    private long used;

    /// <summary>How many reservations to be ready for.</summary>
    public long Ahead { get; private set; } = First;

    /// <summary>When the user came last, in ticks.</summary>
    public long LastUse { get; private set; }

    /// <summary>Counts a reservation.</summary>
    public void Count(long now)
    {
        if (now - LastUse >= Idle)
        {
            since = now;
            used = 0;
            Ahead = First;
        }

        LastUse = now;
        used++;
    }

    /// <summary>Adapts to how fast the user is, within what the plan allows.</summary>
    public void Adapt(long now, int perSecond)
    {
        var ticks = Math.Max(now - since, ShortestTicks);
        var wanted = (long)Math.Ceiling((double)used * TimeSpan.TicksPerSecond / PartsOfSecond / ticks);
        Ahead = Math.Clamp(wanted, 1, Math.Max(First, Math.Min(Ahead * Growth, perSecond / PartsOfSecond)));
        since = now;
        used = 0;
    }
}
