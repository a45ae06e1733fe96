using System.Runtime.CompilerServices;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Bench.Telemetry;

/// <summary>Raw events that are made while they are read, so that they themselves take no memory: in each hour so many invocations, both sides of each.</summary>
internal sealed class GeneratedHours(int invocationsPerHour) : ITelemetryStore
{
    public async IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, string? afterInvocationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int number = 0; number < invocationsPerHour; number++)
        {
            if (number % 1_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            yield return GeneratedInvocation.Of(hour, number, invocationsPerHour);
        }
    }

    public Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<MeteredInvocation> Items, string? NextCursor)> ReadErrorsAsync(string agentId, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
}
