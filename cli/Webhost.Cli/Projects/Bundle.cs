using System.IO.Compression;

namespace Webhost.Cli.Projects;

/// <summary>A zip archive in a temporary file. The same files make the same bytes: order, times and modes don't come from the disk.</summary>
internal sealed class Bundle : IDisposable
{
    private const int RegularFile = 0b1_000_000_110_100_100 << 16;
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Bundle(string file) => File = file;

    /// <summary>The archive; deleted with this object.</summary>
    public string File { get; }

    /// <summary>The archive's size in bytes.</summary>
    public long Length => new FileInfo(File).Length;

    /// <summary>Packs the files.</summary>
    public static async Task<Bundle> CreateAsync(IReadOnlyList<BundleFile> files, CancellationToken cancellationToken)
    {
        var bundle = new Bundle(Path.GetTempFileName());
        try
        {
            await using var output = new FileStream(bundle.File, FileMode.Truncate, FileAccess.Write);
            await using var archive = new ZipArchive(output, ZipArchiveMode.Create);
            foreach (var file in files)
            {
                var entry = archive.CreateEntry(file.Path, CompressionLevel.Optimal);
                entry.LastWriteTime = Epoch;
                entry.ExternalAttributes = RegularFile;
                await using var target = await entry.OpenAsync(cancellationToken);
                await using var source = System.IO.File.OpenRead(file.Source);
                await source.CopyToAsync(target, cancellationToken);
            }

            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => System.IO.File.Delete(File);
}
