namespace Webhost.Bench.Telemetry;

/// <summary>Watches how large the managed heap grows beyond where it began.</summary>
internal sealed class HeapWatch : IDisposable
{
    private readonly Timer _timer;
    private readonly long _before;
    private long _peak;

    public HeapWatch()
    {
        _before = GC.GetTotalMemory(forceFullCollection: true);
        _timer = new Timer(_ => _peak = Math.Max(_peak, GC.GetTotalMemory(forceFullCollection: false)), state: null, dueTime: 0, period: 5);
    }

    /// <summary>The most that was taken, what is not collected yet included, in MiB.</summary>
    public double PeakMebibytes => Math.Max(0, _peak - _before) / 1024.0 / 1024.0;

    public void Dispose() => _timer.Dispose();
}
