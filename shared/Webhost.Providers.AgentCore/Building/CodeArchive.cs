using System.IO.Compression;

namespace Webhost.Providers.AgentCore.Building;

/// <summary>The archive that AgentCore unpacks: its bytes depend on names and contents alone, and its files may be read by everybody and run where they are programs.</summary>
internal static class CodeArchive
{
    private const int ReadableMode = 0b110_100_100; // 644
    private const int RunnableMode = 0b111_101_101; // 755
    private const int RegularFile = 0x8000;
    private const int HeadBytes = 4;

    // The earliest time that the format can hold.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="path">The archive to write.</param>
    /// <param name="files">Names in the archive, with forward slashes, and how to open them.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(string path, IEnumerable<(string Name, Func<Stream> Open)> files, CancellationToken cancellationToken)
    {
        await using var archive = new FileStream(path, FileMode.Create, FileAccess.Write);
        await using var zip = new ZipArchive(archive, ZipArchiveMode.Create);
        foreach (var (name, open) in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            await using var source = open();
            var head = new byte[HeadBytes];
            var known = await source.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken);
            var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
            entry.LastWriteTime = Epoch;
            entry.ExternalAttributes = (RegularFile | (IsProgram(head.AsSpan(0, known)) ? RunnableMode : ReadableMode)) << 16;
            await using var target = await entry.OpenAsync(cancellationToken);
            await target.WriteAsync(head.AsMemory(0, known), cancellationToken);
            await source.CopyToAsync(target, cancellationToken);
        }
    }

    // A script that names its interpreter, or machine code.
    private static bool IsProgram(ReadOnlySpan<byte> head) => head.StartsWith("#!"u8) || head.StartsWith("\u007fELF"u8);
}
