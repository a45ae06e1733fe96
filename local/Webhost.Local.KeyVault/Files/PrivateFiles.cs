using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Webhost.Local.KeyVault.Files;

/// <summary>Files that only their owner can read, and that a crash leaves either as they were or as they are to be.</summary>
public static partial class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a directory with mode 700; one that exists gets that mode.</summary>
    public static void CreateDirectory(string path)
    {
        const UnixFileMode Mode = OwnerOnly | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, Mode);
        File.SetUnixFileMode(path, Mode);
    }

    /// <summary>Replaces a file: written beside it, flushed to the disk, renamed, and the directory flushed too.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            await using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                await stream.WriteAsync(content, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory(directory);
    }

    /// <summary>Removes a file for good.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Removes what a crash left half written in a directory.</summary>
    public static void RemoveLeftovers(string directory)
    {
        foreach (var leftover in Directory.EnumerateFiles(directory, ".*.tmp"))
            File.Delete(leftover);
    }

    /// <summary>The text of a file, or, at the first call, a new secret that is written there.</summary>
    public static async Task<string> ReadOrCreateAsync(string path, Func<string> create, CancellationToken cancellationToken = default)
    {
        if (File.Exists(path))
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        var text = create();
        await WriteAsync(path, System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        return text;
    }

    // A rename lives in the directory, which .NET can't open: without this a power failure could bring the old file back.
    private static void FlushDirectory(string directory)
    {
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw new IOException($"'{directory}' can't be opened (error {Marshal.GetLastPInvokeError()}).");
        var flushed = Flush(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (flushed != 0)
            throw new IOException($"'{directory}' can't be flushed to the disk (error {error}).");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
