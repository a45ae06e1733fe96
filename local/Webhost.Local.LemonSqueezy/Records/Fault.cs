namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A fault that is put on events to come.</summary>
internal sealed record Fault : IRecord
{
    public const string Lose = "lose";
    public const string Delay = "delay";
    public const string Duplicate = "duplicate";
    public const string Hold = "hold";
    public const string Reorder = "reorder";

    public required long Id { get; init; }

    /// <summary>
    /// <see cref="Lose"/>; <see cref="Delay"/> by <see cref="Seconds"/>; <see cref="Duplicate"/> with <see cref="Copies"/> more;
    /// <see cref="Hold"/> until they are released; <see cref="Reorder"/>: hold until the last of <see cref="Remaining"/> came, then send the last first.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>The one event it is for; null for all.</summary>
    public string? Event { get; init; }

    /// <summary>How many more events it meets; null for all to come.</summary>
    public int? Remaining { get; init; }

    public int Seconds { get; init; }

    public int Copies { get; init; } = 1;
}
