namespace Webhost.Local.Processes;

/// <summary>How long to wait before a child is started again: longer with each death in a row, short again after it has held.</summary>
internal sealed class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);

    private int _deaths;

    /// <summary>The pause after a death.</summary>
    /// <param name="lived">How long the child had run.</param>
    public TimeSpan Next(TimeSpan lived)
    {
        _deaths = lived >= Held ? 1 : _deaths + 1;
        return TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(_deaths - 1, 10)));
    }
}
