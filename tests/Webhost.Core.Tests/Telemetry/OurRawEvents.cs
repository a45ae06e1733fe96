using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>Shows one agent alone, where the storage is shared with other tests, and removes so much of it at once at most.</summary>
internal sealed class OurRawEvents(IRawEventStore all, MeteredAgent agent, int atOnce = int.MaxValue) : IRawEventStore
{
    public IAsyncEnumerable<RawEventOwner> ReadAgentsAsync(string? afterAgentId, CancellationToken cancellationToken) =>
        all.ReadHoursAsync(agent.AgentId, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, cancellationToken).Take(1).Select(_ => new RawEventOwner(agent.UserId, agent.AgentId));

    public IAsyncEnumerable<MetricHour> ReadHoursAsync(string ofAgentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        all.ReadHoursAsync(ofAgentId, from, to, cancellationToken);

    public Task<int> RemoveHourAsync(MetricHour hour, int most, CancellationToken cancellationToken) => all.RemoveHourAsync(hour, Math.Min(most, atOnce), cancellationToken);

    public Task<int> RemoveErrorsAsync(string ofAgentId, DateTimeOffset before, int most, CancellationToken cancellationToken) => all.RemoveErrorsAsync(ofAgentId, before, Math.Min(most, atOnce), cancellationToken);
}
