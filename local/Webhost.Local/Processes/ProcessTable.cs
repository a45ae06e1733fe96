using System.Globalization;

namespace Webhost.Local.Processes;

/// <summary>What the kernel knows of processes (<c>/proc</c>).</summary>
internal static class ProcessTable
{
    // Fields of /proc/{pid}/stat after the command's name, which stands in parentheses and may itself hold any character.
    private const int State = 0;
    private const int Group = 2;
    private const int StartTime = 19;

    /// <summary>Tells starts of the machine apart: process ids and start times repeat after one.</summary>
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>The start time of a process in ticks since boot; null when there is none, or only a dead one that waits for its parent.</summary>
    public static long? StartTicks(int pid) =>
        Stat(pid) is { } fields && fields[State] is not ("Z" or "X") ? long.Parse(fields[StartTime], CultureInfo.InvariantCulture) : null;

    /// <summary>The live processes of a process group that started no earlier than its leader.</summary>
    public static IReadOnlyList<int> Members(int group, long notBefore) =>
        [.. All().Where(pid => Stat(pid) is { } fields
            && fields[State] is not ("Z" or "X")
            && int.Parse(fields[Group], CultureInfo.InvariantCulture) == group
            && long.Parse(fields[StartTime], CultureInfo.InvariantCulture) >= notBefore)];

    /// <summary>The command line of a process; its bare name when it has none.</summary>
    public static string CommandLine(int pid)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Replace('\0', ' ');
            return command.Length > 0 ? command : File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    /// <summary>All process ids.</summary>
    public static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    private static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it ended meanwhile
        }
    }
}
