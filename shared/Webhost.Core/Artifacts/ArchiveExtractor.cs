using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts.Internal;
using Webhost.Core.Results;

namespace Webhost.Core.Artifacts;

/// <summary>
/// Unpacks a zip or tar.gz that a stranger made: only plain files and folders, only inside the target folder, only within the limits. The kind is told by
/// the first bytes, not by a content type. <c>__MACOSX</c>, <c>.DS_Store</c>, <c>.git</c> and <c>node_modules/.bin</c> are left out.
/// </summary>
public sealed class ArchiveExtractor(ArchiveLimits limits)
{
    private const int MagicLength = 4;

    /// <summary>
    /// Unpacks into an empty or new folder; on any failure nothing is left behind. Failure: <see cref="Failure.Invalid"/>, whose problem's path is the
    /// entry, or <c>archive</c> for the archive as a whole.
    /// </summary>
    /// <param name="archive">The archive, read from its present position; a stream that is not a file or memory is copied next to the folder first.</param>
    /// <param name="directory">The target folder.</param>
    /// <param name="cancellationToken">Breaks off and cleans up.</param>
    public async Task<Result<ExtractedArchive>> ExtractAsync(Stream archive, string directory, CancellationToken cancellationToken)
    {
        var existed = Directory.Exists(directory);
        if (existed && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new ArgumentException("The target folder is not empty.", nameof(directory));
        }

        Directory.CreateDirectory(directory);
        var done = false;
        try
        {
            var outcome = archive is FileStream or MemoryStream && archive.Position == 0
                ? await UnpackAsync(archive, directory, cancellationToken)
                : await SpoolAsync(archive, directory, cancellationToken);
            done = outcome.Succeeded;
            return outcome;
        }
        finally
        {
            if (!done)
            {
                Directory.Delete(directory, recursive: true);
                if (existed)
                {
                    Directory.CreateDirectory(directory);
                }
            }
        }
    }

    private async Task<Result<ExtractedArchive>> SpoolAsync(Stream archive, string directory, CancellationToken cancellationToken)
    {
        var file = new FileStream(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)) + ".archive", new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        await using (file)
        {
            var buffer = new byte[81920];
            int read;
            while ((read = await archive.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (file.Length + read > limits.MaximumArchiveBytes)
                {
                    return TooLarge();
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            await file.FlushAsync(cancellationToken);
            file.Position = 0;
            return await UnpackAsync(file, directory, cancellationToken);
        }
    }

    private async Task<Result<ExtractedArchive>> UnpackAsync(Stream archive, string directory, CancellationToken cancellationToken)
    {
        if (archive.Length > limits.MaximumArchiveBytes)
        {
            return TooLarge();
        }

        // Unpacking is processor and disk work throughout: one thread, no awaits.
        return await Task.Run(() => Unpack(archive, directory, cancellationToken), cancellationToken);
    }

    private Result<ExtractedArchive> Unpack(Stream archive, string directory, CancellationToken cancellationToken)
    {
        var magic = new byte[MagicLength];
        var length = archive.ReadAtLeast(magic, MagicLength, throwOnEndOfStream: false);
        archive.Position = 0;

        var target = new ExtractionTarget(directory, limits, archive.Length, cancellationToken);
        Problem? problem;
        try
        {
            problem = magic.AsSpan(0, length) switch
            {
                [] => new Problem("archive", "The archive is empty. Send a zip or tar.gz with 'agent.config.json' and the entry file."),
                [(byte)'P', (byte)'K', 3 or 5, 4 or 6] => ZipUnpacker.Unpack(archive, target),
                [0x1f, 0x8b, ..] => TarUnpacker.Unpack(archive, target),
                _ => new Problem("archive", "This is neither a zip nor a tar.gz. Pack the agent's folder as one of the two, whatever the file's name."),
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            problem = new Problem("archive", "The archive is damaged or cut short. Pack and send it again.");
        }

        if (problem is not null)
        {
            return Failure.Invalid.All([problem]);
        }

        return target.Files > 0
            ? new ExtractedArchive(FindRoot(directory), target.Files, target.UnpackedBytes)
            : Failure.Invalid.All([new Problem("archive", "The archive holds no files. Pack the agent's folder with 'agent.config.json' and the entry file.")]);
    }

    private Failure.Invalid TooLarge() =>
        new(TooLargeMessage(), [new Problem("archive", TooLargeMessage())], TooLarge: true);

    private string TooLargeMessage() => $"The archive is larger than {ByteSize.Format(limits.MaximumArchiveBytes)}. {ArchiveLimits.Advice}";

    private static string FindRoot(string directory)
    {
        var root = Path.GetFullPath(directory);
        if (File.Exists(Path.Combine(root, AgentManifest.FileName)))
        {
            return root;
        }

        var entries = Directory.GetFileSystemEntries(root);
        return entries is [var only] && Directory.Exists(only) ? only : root;
    }
}
