namespace Webhost.Core.Costs;

/// <summary>What an operator may want to know of a file: what was attributed, and what was not and why.</summary>
public sealed record CostImportReport
{
    /// <summary>The runtime.</summary>
    public required string Provider { get; init; }

    /// <summary>The file's path.</summary>
    public required string Path { get; init; }

    /// <summary><c>imported</c>, <c>duplicate</c> or <c>refused</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was refused, or of which file it is a duplicate.</summary>
    public string? Problem { get; init; }

    /// <summary>SHA-256 of the content in hexadecimal.</summary>
    public string? ContentHash { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The first day that it states.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day that it states.</summary>
    public DateOnly? To { get; init; }

    /// <summary>How many lines it has, the header aside.</summary>
    public long Lines { get; init; }

    /// <summary>How many agents got a part of it.</summary>
    public int Agents { get; init; }

    /// <summary>US dollars that were attributed.</summary>
    public decimal AttributedUsd { get; init; }

    /// <summary>US dollars that belong to no agent that is known.</summary>
    public decimal UnattributedUsd { get; init; }

    /// <summary>The largest of them, by service and resource.</summary>
    public IReadOnlyList<UnattributedCost> Unattributed { get; init; } = [];
}
