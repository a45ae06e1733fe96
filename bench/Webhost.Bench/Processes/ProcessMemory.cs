using System.Globalization;

namespace Webhost.Bench.Processes;

/// <summary>The memory of processes (<c>/proc</c>), with what they have together with others divided among them (PSS).</summary>
internal static class ProcessMemory
{
    private const int SessionField = 3;
    private const string Share = "Pss:";

    /// <summary>The bytes of the live processes of a session.</summary>
    public static long OfSession(int session) => Directory.EnumerateDirectories("/proc")
        .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && SessionOf(folder) == session)
        .Sum(OfFolder);

    private static long OfFolder(string folder)
    {
        try
        {
            string line = File.ReadLines(Path.Combine(folder, "smaps_rollup")).First(line => line.StartsWith(Share, StringComparison.Ordinal));
            return long.Parse(line[Share.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }

    private static int SessionOf(string folder)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[SessionField], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }
}
