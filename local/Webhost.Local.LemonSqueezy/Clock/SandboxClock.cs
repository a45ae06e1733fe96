using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Clock;

/// <summary>The sandbox's clock: it runs with the machine's, ahead of it by as much as it was moved, or stands still.</summary>
internal sealed class SandboxClock
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private ClockSetting _setting;

    /// <param name="time">The machine's clock.</param>
    /// <param name="setting">The setting that was kept last.</param>
    public SandboxClock(TimeProvider time, ClockSetting setting)
    {
        _time = time;
        _setting = setting;
        if (setting is { IsMoving: true, StoppedAt: { } reached })
            _setting = RunningFrom(reached);
    }

    public ClockSetting Setting
    {
        get
        {
            lock (_gate)
                return _setting;
        }
    }

    /// <summary>What time it is, in whole seconds: the API knows no finer ones.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var exact = Exact;
            return exact.AddTicks(-(exact.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>What time it is.</summary>
    public DateTimeOffset Exact
    {
        get
        {
            var setting = Setting;
            return setting.StoppedAt ?? _time.GetUtcNow() + setting.Offset;
        }
    }

    /// <summary>Takes a setting over.</summary>
    public void Set(ClockSetting setting)
    {
        lock (_gate)
            _setting = setting;
    }

    /// <summary>The setting with which it stands still at a moment.</summary>
    public static ClockSetting StoppedAt(DateTimeOffset moment, bool isMoving) => new() { StoppedAt = moment, IsMoving = isMoving };

    /// <summary>The setting with which it runs on from a moment.</summary>
    public ClockSetting RunningFrom(DateTimeOffset moment) => new() { Offset = moment - _time.GetUtcNow() };
}
