using Webhost.Contracts.Errors;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>The folder that an archive is unpacked into, with the counts that are held against the limits.</summary>
internal sealed class ExtractionTarget(string directory, ArchiveLimits limits, long archiveBytes, CancellationToken cancellationToken)
{
    private readonly string root = Path.GetFullPath(directory);
    private readonly Dictionary<string, (string Path, bool IsFolder)> taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly byte[] buffer = new byte[81920];
    private int entries;

    public ArchiveLimits Limits => limits;

    public int Files { get; private set; }

    public long UnpackedBytes { get; private set; }

    /// <summary>Counts an entry and checks its name; <paramref name="parts"/> is empty for what is to be skipped.</summary>
    public Problem? Enter(string name, out string[] parts)
    {
        cancellationToken.ThrowIfCancellationRequested();
        parts = [];
        if (++entries > limits.MaximumEntries)
        {
            return TooManyEntries();
        }

        if (ArchivePath.Parse(name, limits, out var parsed) is { } problem)
        {
            return problem;
        }

        parts = ArchivePath.IsSkipped(parsed) ? [] : parsed;
        return null;
    }

    public Problem TooManyEntries() =>
        new("archive", $"The archive has more than {limits.MaximumEntries:N0} entries. {ArchiveLimits.Advice}");

    public Problem? AddFolder(string[] parts)
    {
        for (var count = 1; count <= parts.Length; count++)
        {
            var path = string.Join('/', parts, 0, count);
            if (!taken.TryGetValue(path, out var present))
            {
                if (Take(path, isFolder: true) is { } problem)
                {
                    return problem;
                }
            }
            else if (!present.IsFolder || !string.Equals(present.Path, path, StringComparison.Ordinal))
            {
                return Twice(path, present.Path);
            }
        }

        Directory.CreateDirectory(Path.Combine([root, .. parts]));
        return null;
    }

    public Problem? AddFile(string[] parts, Stream content)
    {
        if (parts.Length > 1 && AddFolder(parts[..^1]) is { } folderProblem)
        {
            return folderProblem;
        }

        var path = string.Join('/', parts);
        if (taken.TryGetValue(path, out var present))
        {
            return Twice(path, present.Path);
        }

        if (Take(path, isFolder: false) is { } problem)
        {
            return problem;
        }

        Files++;

        // A new file in folders that only this class made: no link can lead elsewhere.
        using var file = new FileStream(Path.Combine([root, .. parts]), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        return Copy(content, file, path);
    }

    // Folders that a name only implies count too: each entry may bring as many as it lies deep.
    private Problem? Take(string path, bool isFolder)
    {
        if (taken.Count >= limits.MaximumEntries)
        {
            return TooManyEntries();
        }

        taken.Add(path, (path, isFolder));
        return null;
    }

    private Problem? Copy(Stream content, FileStream file, string path)
    {
        long written = 0;
        int read;
        while ((read = content.Read(buffer, 0, buffer.Length)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            written += read;
            UnpackedBytes += read;
            if (written > limits.MaximumFileBytes)
            {
                return new Problem(ArchivePath.Show(path), $"The file is larger than {ByteSize.Format(limits.MaximumFileBytes)}. Load large data at run time instead.");
            }

            if (UnpackedBytes > limits.MaximumUnpackedBytes)
            {
                return new Problem("archive", $"The archive unpacks to more than {ByteSize.Format(limits.MaximumUnpackedBytes)}. Leave out what the agent does not need.");
            }

            if (UnpackedBytes > limits.RatioFloorBytes && UnpackedBytes / Math.Max(1, archiveBytes) >= limits.MaximumRatio)
            {
                return new Problem("archive", $"The archive unpacks to more than {limits.MaximumRatio} times its size, as a decompression bomb does.");
            }

            file.Write(buffer, 0, read);
        }

        return null;
    }

    private static Problem Twice(string path, string present) => new(
        ArchivePath.Show(path),
        string.Equals(path, present, StringComparison.Ordinal)
            ? "The archive has two entries of this name."
            : $"The archive has '{ArchivePath.Show(present)}' too, which differs only in case. Rename one of them.");
}
