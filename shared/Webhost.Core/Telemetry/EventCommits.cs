using Webhost.Contracts.Logs;
using Webhost.Core.Invocation;
using Webhost.Core.Logs;

namespace Webhost.Core.Telemetry;

/// <summary>Writes the events and log lines of concurrent reports together, those of an agent's hour in one transaction and those of an agent's log in another.</summary>
internal sealed class EventCommits : IDisposable
{
    // What the service takes in one transaction; a line has two rows.
    private const int MostEvents = 100;
    private const int MostLines = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ITelemetryStore store;
    private readonly ILogStore logs;
    private readonly TelemetryMeter meter;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots;
    private readonly GroupCommit<MetricHour, MeteredEvent, bool> events;
    private readonly GroupCommit<string, LogLine, bool> lines;

    public EventCommits(ITelemetryStore store, ILogStore logs, TelemetryMeter meter, TelemetryOptions options, TimeProvider time)
    {
        this.store = store;
        this.logs = logs;
        this.meter = meter;
        this.time = time;
        slots = new SemaphoreSlim(options.ParallelWrites);
        events = new GroupCommit<MetricHour, MeteredEvent, bool>(MostEvents, slots, (_, items) => WriteEventsAsync(items));
        lines = new GroupCommit<string, LogLine, bool>(MostLines, slots, WriteLinesAsync);
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    /// <summary>Writes what an agent reported; how many of the events were new. Not on the reporter's token: begun, it is for others too.</summary>
    public async Task<int> WriteAsync(string agentId, IReadOnlyList<MeteredEvent> reported, IReadOnlyList<LogLine> written)
    {
        var hours = reported.GroupBy(item => MetricHour.Of(agentId, item.InvocationId)).Select(hour => events.CommitAsync(hour.Key, [.. hour])).ToArray();
        var appending = written.Count == 0 ? Task.CompletedTask : lines.CommitAsync(agentId, written);
        await Task.WhenAll([appending, .. hours]);
        var fresh = await Task.WhenAll(hours);
        return fresh.Sum(hour => hour.Count(isNew => isNew));
    }

    private async Task<IReadOnlyList<bool>> WriteEventsAsync(IReadOnlyList<MeteredEvent> items)
    {
        // Reports that are sent again while they are under way can meet in one group.
        var distinct = items.DistinctBy(item => item.InvocationId).ToArray();
        using var deadline = new CancellationTokenSource(Patience, time);
        var added = await store.AddEventsAsync(distinct, deadline.Token);
        meter.Committed(distinct.Length);
        var fresh = new HashSet<InvocationId>(distinct.Where((_, index) => added[index]).Select(item => item.InvocationId));
        return [.. items.Select(item => fresh.Remove(item.InvocationId))];
    }

    private async Task<IReadOnlyList<bool>> WriteLinesAsync(string agentId, IReadOnlyList<LogLine> items)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        await logs.AppendAsync(agentId, [.. items.DistinctBy(line => line.Id)], deadline.Token);
        return [.. items.Select(_ => true)];
    }
}
