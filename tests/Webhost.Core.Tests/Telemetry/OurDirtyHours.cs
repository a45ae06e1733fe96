using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>Shows the marks of one agent alone, where the storage is shared with other tests.</summary>
internal sealed class OurDirtyHours(IDirtyHours all, string agentId) : IDirtyHours
{
    public Task MarkAsync(string userId, IReadOnlyList<MetricHour> hours, CancellationToken cancellationToken) => all.MarkAsync(userId, hours, cancellationToken);

    public IAsyncEnumerable<DirtyHour> ReadAsync(CancellationToken cancellationToken) => all.ReadAsync(agentId, cancellationToken);

    public IAsyncEnumerable<DirtyHour> ReadAsync(string ofAgentId, CancellationToken cancellationToken) => all.ReadAsync(ofAgentId, cancellationToken);

    public Task ClearAsync(DirtyHour hour, CancellationToken cancellationToken) => all.ClearAsync(hour, cancellationToken);
}
