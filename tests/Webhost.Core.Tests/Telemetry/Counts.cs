using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>Listens to the counters of one meter.</summary>
internal sealed class Counts : IDisposable
{
    private readonly ConcurrentDictionary<string, long> sums = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    public Counts(Meter meter)
    {
        listener.InstrumentPublished = (instrument, current) =>
        {
            if (instrument.Meter == meter)
            {
                current.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            sums.AddOrUpdate(string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Value}")]), value, (_, sum) => sum + value));
        listener.Start();
    }

    public long this[string name] => sums.GetValueOrDefault(name);

    public void Dispose() => listener.Dispose();
}
