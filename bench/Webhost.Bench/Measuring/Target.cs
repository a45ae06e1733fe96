namespace Webhost.Bench.Measuring;

/// <summary>A server that is measured.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Call">The request of a round: sessions may change from round to round.</param>
internal sealed record Target(string Name, Uri Address, Func<int, HttpCall> Call)
{
    public Target(string name, Uri address, HttpCall call)
        : this(name, address, _ => call)
    {
    }

    /// <summary>The session whose processes are this server; null where nobody asks for their processor time.</summary>
    public int? Session { get; init; }

    /// <summary>Waits until work that the server still has from its turn is done, so that it disturbs no other's.</summary>
    public Func<CancellationToken, Task> SettleAsync { get; init; } = static _ => Task.CompletedTask;
}
