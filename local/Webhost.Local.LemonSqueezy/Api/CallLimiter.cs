namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>So many calls in a minute, counted from the first; the machine's clock counts, not the sandbox's.</summary>
internal sealed class CallLimiter(int? calls, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private DateTimeOffset _endsAt = DateTimeOffset.MinValue;
    private int _used;

    /// <summary>Takes a call.</summary>
    /// <returns>The limit, what is left of it, and how long to wait when there was nothing left; null when there is no limit.</returns>
    public (int Limit, int Remaining, TimeSpan? Wait)? Take()
    {
        if (calls is not { } limit)
            return null;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _endsAt)
                (_used, _endsAt) = (0, now + Window);
            if (_used >= limit)
                return (limit, 0, _endsAt - now);
            _used++;
            return (limit, limit - _used, null);
        }
    }
}
