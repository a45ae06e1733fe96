namespace Webhost.Cli.Api;

/// <summary>Pauses between tries: each is twice as long as the one before, up to the longest.</summary>
internal sealed class Backoff(TimeSpan shortest, TimeSpan longest, TimeProvider time)
{
    private TimeSpan? longer;

    /// <summary>Whether the next pause is the shortest.</summary>
    public bool IsFirst => longer is null;

    /// <summary>The pauses before a stream that broke off is taken up again.</summary>
    public static Backoff BetweenStreams(TimeProvider time) => new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10), time);

    /// <summary>Begins with the shortest again.</summary>
    public void Reset() => longer = null;

    /// <summary>Pauses.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = longer ?? shortest;
        await Task.Delay(pause, time, cancellationToken);
        longer = pause * 2 < longest ? pause * 2 : longest;
    }
}
