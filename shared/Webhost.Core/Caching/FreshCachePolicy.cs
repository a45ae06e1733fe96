namespace Webhost.Core.Caching;

/// <summary>How old a cached value may get.</summary>
/// <param name="RefreshAfter">From this age on, a look-up still gets the value and a fresh one is fetched behind it.</param>
/// <param name="MaximumAge">From this age on, a look-up waits for a fresh one.</param>
/// <param name="Capacity">How many entries are kept.</param>
public sealed record FreshCachePolicy(TimeSpan RefreshAfter, TimeSpan MaximumAge, int Capacity)
{
    /// <summary>The invoke path: at most a second stale, and a key in steady use never waits for storage.</summary>
    public static readonly FreshCachePolicy InvokePath = new(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(1), Capacity: 50_000);

    /// <summary>Facts that never change as long as what they are about is there. It may be removed; a few seconds later they are forgotten.</summary>
    public static readonly FreshCachePolicy UntilRemoved = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), Capacity: 50_000);
}
