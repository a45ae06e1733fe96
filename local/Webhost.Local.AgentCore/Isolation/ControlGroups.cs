using System.Globalization;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>Control groups that hold a session to its memory and number of processes as a whole, where this machine lets them be made.</summary>
internal sealed class ControlGroups
{
    /// <summary>None at all.</summary>
    public static readonly ControlGroups None = new();

    private const string Root = "/sys/fs/cgroup";
    private const string Prefix = "webhost-agentcore-";
    private readonly string _name = $"{Prefix}{Environment.ProcessId}";
    private readonly List<(string Folder, string File, string Value)> _limits = [];

    private ControlGroups()
    {
    }

    /// <summary>What is in force, in words.</summary>
    public string Meaning => _limits.Count == 0
        ? "limits hold for each process of a session"
        : $"a session as a whole is held to its {string.Join(" and ", _limits.Select(limit => limit.File.StartsWith("pids", StringComparison.Ordinal) ? "number of processes" : "memory"))}";

    public static ControlGroups Find(AgentCoreEmulatorOptions options)
    {
        var groups = new ControlGroups();
        var (memory, processes) = (options.SessionMemoryBytes.ToString(CultureInfo.InvariantCulture), options.SessionProcesses.ToString(CultureInfo.InvariantCulture));
        (string Folder, string File, string Value)[] limits = File.Exists($"{Root}/cgroup.controllers")
            ? [(Root, "memory.max", memory), (Root, "pids.max", processes)]
            : [($"{Root}/memory", "memory.limit_in_bytes", memory), ($"{Root}/pids", "pids.max", processes)];
        var probe = $"{groups._name}-probe";
        foreach (var folder in limits.Select(limit => limit.Folder).Where(Directory.Exists).Distinct(StringComparer.Ordinal))
            RemoveLeftovers(folder);
        foreach (var limit in limits)
        {
            try
            {
                var folder = Path.Combine(limit.Folder, probe);
                Directory.CreateDirectory(folder);
                try
                {
                    File.WriteAllText(Path.Combine(folder, limit.File), limit.Value);
                    groups._limits.Add(limit);
                }
                finally
                {
                    Directory.Delete(folder);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // This machine keeps that one for itself.
            }
        }

        return groups;
    }

    // An emulator that was killed has left its groups; they are empty once its sessions have ended.
    private static void RemoveLeftovers(string folder) => Remove(Directory.EnumerateDirectories(folder, $"{Prefix}*")
        .Where(group => !Directory.Exists($"/proc/{Path.GetFileName(group)[Prefix.Length..].Split('-')[0]}")));

    /// <summary>Makes the groups of a session and answers their folders.</summary>
    public IReadOnlyList<string> Create(int user)
    {
        var folders = new List<string>();
        foreach (var (parent, file, value) in _limits)
        {
            var folder = Path.Combine(parent, $"{_name}-{user}");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, file), value);
            if (!folders.Contains(folder, StringComparer.Ordinal))
                folders.Add(folder);
        }

        return folders;
    }

    /// <summary>Removes the groups of a session that has ended.</summary>
    public static void Remove(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The kernel still takes the last process apart; an empty group costs nothing.
            }
        }
    }
}
