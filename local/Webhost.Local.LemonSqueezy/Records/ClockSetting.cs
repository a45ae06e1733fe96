namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>How the sandbox's clock stands to the machine's. There is one, with id 1.</summary>
internal sealed record ClockSetting : IRecord
{
    public long Id { get; init; } = 1;

    /// <summary>How far it is ahead.</summary>
    public TimeSpan Offset { get; init; }

    /// <summary>Where it stands still; null while it runs.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>It stands still only while it is moved: after a crash in between it runs on.</summary>
    public bool IsMoving { get; init; }
}
