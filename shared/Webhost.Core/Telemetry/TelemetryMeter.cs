using System.Diagnostics.Metrics;

namespace Webhost.Core.Telemetry;

/// <summary>Counts what is taken and what is refused, by reason.</summary>
public sealed class TelemetryMeter : IDisposable
{
    private readonly Counter<long> events;
    private readonly Counter<long> refused;
    private readonly Histogram<long> commits;

    /// <summary>Makes the instruments.</summary>
    public TelemetryMeter()
    {
        events = Meter.CreateCounter<long>("webhost.telemetry.events", "{event}", "Events that were taken, by whether they were new.");
        refused = Meter.CreateCounter<long>("webhost.telemetry.refused", "{item}", "What was refused, by reason and by whether it was a report, an event or a log line.");
        commits = Meter.CreateHistogram<long>("webhost.telemetry.commit.size", "{event}", "How many events were written together.");
    }

    /// <summary>The capability's meter.</summary>
    internal Meter Meter { get; } = new("Webhost.Telemetry");

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    internal void Took(long added, long duplicates)
    {
        events.Add(added, new KeyValuePair<string, object?>("outcome", "accepted"));
        events.Add(duplicates, new KeyValuePair<string, object?>("outcome", "duplicate"));
    }

    internal void RefusedReport(RefusalReason reason) => Refused(reason, "report", 1);

    internal void RefusedEvent(RefusalReason reason) => Refused(reason, "event", 1);

    internal void RefusedLines(long count) => Refused(RefusalReason.Malformed, "line", count);

    internal void Committed(long count) => commits.Record(count);

    private void Refused(RefusalReason reason, string what, long count)
    {
        if (count > 0)
        {
            refused.Add(count, new KeyValuePair<string, object?>("reason", NameOf(reason)), new KeyValuePair<string, object?>("what", what));
        }
    }

    private static string NameOf(RefusalReason reason) => reason switch
    {
        RefusalReason.NotANumber => "not_a_number",
        RefusalReason.NotOneInvocation => "not_one_invocation",
        _ => reason.ToString().ToLowerInvariant(),
    };
}
