namespace Webhost.Providers.AgentCore.Tests.Fakes;

/// <summary>The machine's clock, with time that a test leaves out.</summary>
internal sealed class SkippingClock : TimeProvider
{
    private long skipped;

    public void Skip(TimeSpan time) => Interlocked.Add(ref skipped, (long)(time.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref skipped);
}
