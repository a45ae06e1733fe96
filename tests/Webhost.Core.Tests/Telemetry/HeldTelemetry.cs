using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>Passes on to a store, and can hold back writes of events and the end of reading.</summary>
internal sealed class HeldTelemetry(ITelemetryStore inner) : ITelemetryStore
{
    private TaskCompletionSource open = Opened();
    private int waiting;

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    public void Hold() => open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => open.SetResult();

    public async Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.AddEventsAsync(events, cancellationToken);
    }

    public Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken) => inner.AddMeasurementsAsync(measurements, cancellationToken);

    public async IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, string? afterInvocationId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = await inner.ReadHourAsync(hour, afterInvocationId, cancellationToken).ToListAsync(cancellationToken);
        await PassAsync(cancellationToken);
        foreach (var invocation in read)
        {
            yield return invocation;
        }
    }

    public Task<(IReadOnlyList<MeteredInvocation> Items, string? NextCursor)> ReadErrorsAsync(string agentId, PageRequest page, CancellationToken cancellationToken) => inner.ReadErrorsAsync(agentId, page, cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            await open.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
