namespace Webhost.Core.Billing;

/// <summary>A token bucket whose callers wait for their turn, on the clock that it is given. Thread-safe.</summary>
public sealed class CallBudget
{
    private readonly double perSecond;
    private readonly double burst;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private double tokens;
    private long filledAt;

    /// <summary>A budget of so many calls a minute, whichever minute one looks at: a fifth of them may come at once, the others spread out.</summary>
    public CallBudget(int callsPerMinute, TimeProvider time)
    {
        const double share = 0.2;
        burst = Math.Max(1, Math.Floor(callsPerMinute * share));
        perSecond = Math.Max(1, callsPerMinute - burst) / 60;
        tokens = burst;
        filledAt = time.GetTimestamp();
        this.time = time;
    }

    /// <summary>Takes a call; how long to wait before making it. Null, and nothing taken, when the wait would be longer than one has patience for.</summary>
    public TimeSpan? Take(TimeSpan patience)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(burst, tokens + (time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
            filledAt = now;
            var wait = TimeSpan.FromSeconds(Math.Max(0, (1 - tokens) / perSecond));
            if (wait > patience)
            {
                return null;
            }

            tokens -= 1;
            return wait;
        }
    }

    /// <summary>Waits for a turn; false when it would take too long.</summary>
    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Take(patience) is not { } wait)
        {
            return false;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        return true;
    }
}
