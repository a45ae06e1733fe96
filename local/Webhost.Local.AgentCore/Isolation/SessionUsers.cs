using System.Globalization;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>
/// Numeric users for sessions, each of which is one session's alone while that lives: all processes of a user end with its session. The range of
/// this process is no other one's on this machine.
/// </summary>
internal static class SessionUsers
{
    private const int Count = 500;
    private const long First = 40_000_000;
    private const long FirstOfFew = 10_000;
    private const long Many = int.MaxValue;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> InUse = [];
    private static readonly int? Start = FindStart(File.ReadAllText("/proc/self/uid_map"), Environment.ProcessId);

    /// <summary>Whether this machine has users to give.</summary>
    public static bool Any => Start is not null;

    /// <summary>A user that nobody has; 0 when all are taken.</summary>
    public static int Take()
    {
        lock (Gate)
        {
            for (var user = Start ?? 0; user < (Start ?? 0) + (Start is null ? 0 : Count); user++)
            {
                if (InUse.Add(user))
                    return user;
            }

            return 0;
        }
    }

    public static void Return(int user)
    {
        lock (Gate)
            InUse.Remove(user);
    }

    /// <summary>The first user of a process: of a machine's whole range, or of the few that a container has.</summary>
    internal static int? FindStart(string map, int process)
    {
        var root = map.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(fields => fields is ["0", _, _]);
        if (root is null || !long.TryParse(root[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            return null;
        if (length >= Many && First + ((process + 1L) * Count) < Many)
            return (int)(First + ((long)process * Count));
        var places = (Math.Min(length, Many) - FirstOfFew) / Count;
        return places < 1 ? null : (int)(FirstOfFew + (process % places * Count));
    }
}
