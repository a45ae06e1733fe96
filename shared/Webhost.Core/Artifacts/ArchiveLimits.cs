using Webhost.Core.Providers;

namespace Webhost.Core.Artifacts;

/// <summary>How much an archive may hold. Every figure is counted while unpacking; what the archive says of itself is not believed.</summary>
public sealed record ArchiveLimits
{
    /// <summary>What to do about an archive that holds too much.</summary>
    public const string Advice = "Leave out what the agent does not need, such as tests, build output and packages that only development needs.";

    /// <summary>The largest file where a runtime says nothing else.</summary>
    public const long UsualFileBytes = 64L * 1024 * 1024;

    /// <summary>Bytes of the archive itself.</summary>
    public required long MaximumArchiveBytes { get; init; }

    /// <summary>Bytes of all files together, unpacked.</summary>
    public required long MaximumUnpackedBytes { get; init; }

    /// <summary>Bytes of one file, unpacked.</summary>
    public long MaximumFileBytes { get; init; } = UsualFileBytes;

    /// <summary>Entries, folders and skipped ones included; and what is made of them, folders included that names only imply.</summary>
    public int MaximumEntries { get; init; } = 50_000;

    /// <summary>Folders inside folders.</summary>
    public int MaximumDepth { get; init; } = 32;

    /// <summary>Bytes of UTF-8 in one part of a path.</summary>
    public int MaximumNameBytes { get; init; } = 255;

    /// <summary>Bytes of UTF-8 in a whole path.</summary>
    public int MaximumPathBytes { get; init; } = 1024;

    /// <summary>How many times its own size an archive may unpack to, once that is more than <see cref="RatioFloorBytes"/>.</summary>
    public int MaximumRatio { get; init; } = 100;

    /// <summary>Below this the ratio does not matter: small text compresses well.</summary>
    public long RatioFloorBytes { get; init; } = 20L * 1024 * 1024;

    /// <summary>The limits of a runtime.</summary>
    public static ArchiveLimits Of(RuntimeCapabilities capabilities) => new()
    {
        MaximumArchiveBytes = capabilities.MaximumArtifactBytes,
        MaximumUnpackedBytes = capabilities.MaximumUnpackedBytes,
        MaximumFileBytes = capabilities.MaximumFileBytes,
    };
}
