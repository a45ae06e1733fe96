namespace Webhost.Local.LemonSqueezy.Tests.Fixtures;

/// <summary>A machine whose clock stands still unless a test moves it.</summary>
internal sealed class FixedTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 12, 1, 10, 0, 0, TimeSpan.Zero).Ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
