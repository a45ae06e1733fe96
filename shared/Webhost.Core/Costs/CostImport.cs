namespace Webhost.Core.Costs;

/// <summary>What became of a file of a cost export.</summary>
public sealed record CostImport
{
    /// <summary>The runtime.</summary>
    public required string Provider { get; init; }

    /// <summary>The file's path.</summary>
    public required string Path { get; init; }

    /// <summary>The file's version that was looked at last.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the content that counts, in hexadecimal; null when none does.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The hash of content that does not count here because another file has the same; null when that is not so.</summary>
    public string? DuplicateHash { get; init; }

    /// <summary>Why the last version was not taken; null when it was.</summary>
    public string? Problem { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the content that counts was written: of two files that state the same charge the newer one counts. Null for one that was taken in before this was noted.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}
