using System.IO.Compression;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>The built artifact: a zip of a Worker's modules whose bytes depend on the modules alone.</summary>
internal static class ModuleArchive
{
    /// <summary>How many modules are read again.</summary>
    public const int MaximumModules = 500;

    /// <summary>How many bytes are read again, unpacked.</summary>
    public const long MaximumBytes = 256L * 1024 * 1024;

    // The earliest time that the format can hold.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task WriteAsync(string path, IEnumerable<WorkerModule> modules, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        foreach (var module in modules.OrderBy(module => module.Name, StringComparer.Ordinal))
        {
            var entry = zip.CreateEntry(module.Name, CompressionLevel.Fastest);
            entry.LastWriteTime = Epoch;
            await using var stream = await entry.OpenAsync(cancellationToken);
            await stream.WriteAsync(module.Content, cancellationToken);
        }
    }

    /// <exception cref="InvalidDataException">The archive is not one that <see cref="WriteAsync"/> made.</exception>
    public static async Task<IReadOnlyList<WorkerModule>> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await archive.CopyToAsync(copy, cancellationToken);
        await using var zip = new ZipArchive(copy, ZipArchiveMode.Read);
        if (zip.Entries.Count > MaximumModules || zip.Entries.Sum(entry => entry.Length) > MaximumBytes)
        {
            throw new InvalidDataException("The built archive is larger than any that is built.");
        }

        var modules = new List<WorkerModule>(zip.Entries.Count);
        foreach (var entry in zip.Entries)
        {
            var content = new byte[entry.Length];
            await using var stream = await entry.OpenAsync(cancellationToken);
            await stream.ReadExactlyAsync(content, cancellationToken);
            modules.Add(new WorkerModule(entry.FullName, content));
        }

        return modules;
    }
}
