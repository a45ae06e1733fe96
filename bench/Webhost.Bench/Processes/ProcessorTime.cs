using System.Globalization;

namespace Webhost.Bench.Processes;

/// <summary>The processor time of processes (<c>/proc</c>): it tells what a server costs however busy the machine is.</summary>
internal static class ProcessorTime
{
    // Fields of /proc/{pid}/stat after the command's name, which stands in parentheses and may itself hold any character.
    private const int Session = 3;
    private const int User = 11;
    private const int System = 12;

    // What the kernel tells times in, whatever its own clock does (USER_HZ).
    private const int TicksPerSecond = 100;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Still = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What the live processes of a session have used so far.</summary>
    public static TimeSpan OfSession(int session)
    {
        long ticks = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Stat(folder) is { } fields && Number(fields[Session]) == session)
                ticks += Number(fields[User]) + Number(fields[System]);
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>Waits until sessions have next to nothing left to do.</summary>
    public static async Task WaitUntilStillAsync(IReadOnlyList<int> sessions, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        TimeSpan before = Sum();
        for (int still = 0; still < 2;)
        {
            await Task.Delay(Look, patience.Token);
            TimeSpan now = Sum();
            still = now - before <= Still ? still + 1 : 0;
            before = now;
        }

        TimeSpan Sum() => sessions.Aggregate(TimeSpan.Zero, (sum, session) => sum + OfSession(session));
    }

    private static string[]? Stat(string folder)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
