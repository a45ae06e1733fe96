namespace Webhost.Cli.Tests.Support;

/// <summary>A clock on which minutes pass between two looks.</summary>
internal sealed class HastyClock : TimeProvider
{
    private long looks;

    public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Increment(ref looks) * 600 * TimestampFrequency);
}
