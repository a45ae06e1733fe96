using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>
/// The folder of the Unix sockets, which only the owner may enter. A socket's path holds about 107 bytes at most, so a long state path
/// gets a short folder under /tmp, named by the state path's hash.
/// </summary>
internal sealed class RunDirectory : IDisposable
{
    private const int LongestStatePath = 60;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private int _next;

    /// <summary>Makes the folder, or empties the one that an earlier facade left.</summary>
    public RunDirectory(string stateDirectory)
    {
        Root = Encoding.UTF8.GetByteCount(stateDirectory) <= LongestStatePath
            ? Path.Combine(stateDirectory, "run")
            : $"/tmp/wh-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateDirectory)))[..12]}";
        var directory = new DirectoryInfo(Root);
        if (directory.LinkTarget is not null)
            throw new IOException($"'{Root}' is a symbolic link; remove it.");
        Directory.CreateDirectory(Root, OwnerOnly);

        // Fails when somebody else made the folder: only its owner may change the mode.
        File.SetUnixFileMode(Root, OwnerOnly);
        foreach (var file in Directory.EnumerateFiles(Root))
            File.Delete(file);
    }

    public string Root { get; }

    /// <summary>A path for a socket that no process has used since the start.</summary>
    public string NextSocket() => Path.Combine(Root, Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes the socket of a process that has ended.</summary>
    public void Remove(string socket)
    {
        if (Directory.Exists(Root))
            File.Delete(socket);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
