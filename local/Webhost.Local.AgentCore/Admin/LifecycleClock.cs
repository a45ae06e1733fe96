namespace Webhost.Local.AgentCore.Admin;

/// <summary>The clock that sessions and versions age by. It runs with the real one and can be moved forward, so that nobody waits for 45 days.</summary>
internal sealed class LifecycleClock(TimeProvider time)
{
    private long _offset;

    public DateTimeOffset Now => time.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
