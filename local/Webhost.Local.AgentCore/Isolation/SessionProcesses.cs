using System.Globalization;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>The processes of a session as the kernel knows them: its first one's descendants and all of its user.</summary>
internal static class SessionProcesses
{
    private const int ParentField = 1;
    private const int StartField = 19;
    private const int GroupField = 2;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);
    private static readonly string BootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>What tells a process from every other one that had or will have its id; null when there is none.</summary>
    public static string? MarkOf(int process) => Stat(process) is { } fields ? $"{BootId}:{fields[StartField]}" : null;

    /// <summary>The live processes of a session.</summary>
    public static IReadOnlyList<int> Of(int first, int user)
    {
        var stats = All().Select(id => (Id: id, Fields: Stat(id))).Where(pair => pair.Fields is not null).ToDictionary(pair => pair.Id, pair => pair.Fields!);
        var found = new HashSet<int>();
        if (stats.ContainsKey(first))
            found.Add(first);
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var (id, fields) in stats)
            {
                if (!found.Contains(id) && (found.Contains(int.Parse(fields[ParentField], CultureInfo.InvariantCulture)) || int.Parse(fields[GroupField], CultureInfo.InvariantCulture) == first || (user != 0 && UserOf(id) == user)))
                    grew |= found.Add(id);
            }
        }

        return [.. found];
    }

    /// <summary>A process and all that descend from it, without a look at every process of this machine.</summary>
    public static IReadOnlyList<int> WithDescendants(int first)
    {
        var found = new List<int>();
        if (Stat(first) is not null)
            found.Add(first);
        for (var index = 0; index < found.Count; index++)
            found.AddRange(Children(found[index]));
        return found;
    }

    /// <summary>Kills all of a session that has no processes of its own name space.</summary>
    public static Task EndAsync(int first, int user) => EndAsync(() => Of(first, user));

    /// <summary>Kills a session whose processes can't outlive its first one.</summary>
    public static Task EndAsync(int first) => EndAsync(() => WithDescendants(first));

    private static async Task EndAsync(Func<IReadOnlyList<int>> find)
    {
        // Again, until none was forked in between; a limit of processes bounds it. And until those are gone that can't be found any more, as their parent went before them.
        var left = new Dictionary<int, string>();
        do
        {
            foreach (var process in find())
            {
                if (MarkOf(process) is { } mark)
                    left[process] = mark;
            }

            foreach (var (process, mark) in left)
            {
                if (MarkOf(process) == mark)
                    Native.Send(process, Native.Kill);
                else
                    left.Remove(process);
            }

            await Task.Delay(Interval);
        }
        while (left.Count > 0);
    }

    public static long ResidentBytes(int process)
    {
        try
        {
            return long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0; // it ended meanwhile
        }
    }

    private static IEnumerable<int> Children(int process)
    {
        try
        {
            return [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Where(id => Stat(id) is not null)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // it ended meanwhile
        }
    }

    private static int UserOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return int.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return -1;
        }
    }

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    // Without those that are dead and wait for their parent.
    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
