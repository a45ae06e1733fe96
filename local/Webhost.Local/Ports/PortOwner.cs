using System.Globalization;
using Webhost.Local.Processes;

namespace Webhost.Local.Ports;

/// <summary>Finds out who listens on a port.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";

    /// <summary>The process that listens on a TCP port; null when it can't be seen, as one of another user.</summary>
    public static int? Find(int port)
    {
        var sockets = Inodes(port).Select(inode => $"socket:[{inode}]").ToHashSet(StringComparer.Ordinal);
        return sockets.Count == 0 ? null : ProcessTable.All().Where(pid => Holds(pid, sockets)).Select(pid => (int?)pid).FirstOrDefault();
    }

    private static IEnumerable<string> Inodes(int port)
    {
        // Columns: slot, local address (hexadecimal, address:port), remote address, state, …, the ninth after the slot being the inode.
        var suffix = $":{port:X4}";
        foreach (var table in new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists))
        {
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > 9 && columns[1].EndsWith(suffix, StringComparison.Ordinal) && columns[3] == Listening && long.Parse(columns[9], CultureInfo.InvariantCulture) != 0)
                    yield return columns[9];
            }
        }
    }

    private static bool Holds(int pid, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Any(descriptor => File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { } target && sockets.Contains(target.Name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // it ended, or belongs to someone else
        }
    }
}
