namespace Webhost.Local.Cloudflare.Api;

/// <summary>Cloudflare's rule for a token: so many calls in five minutes, and above it every call is refused for the next five.</summary>
internal sealed class CallLimiter(int? calls, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _recent = new();
    private DateTimeOffset _refusedUntil = DateTimeOffset.MinValue;

    /// <summary>Null when the call may go on, else how long to wait.</summary>
    public TimeSpan? Take()
    {
        if (calls is not { } limit)
            return null;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now < _refusedUntil)
                return _refusedUntil - now;
            while (_recent.TryPeek(out var oldest) && now - oldest >= Window)
                _recent.Dequeue();
            if (_recent.Count < limit)
            {
                _recent.Enqueue(now);
                return null;
            }
            _recent.Clear();
            _refusedUntil = now + Window;
            return Window;
        }
    }
}
