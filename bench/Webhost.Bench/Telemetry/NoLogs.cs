using Webhost.Contracts.Logs;
using Webhost.Core.Logs;

namespace Webhost.Bench.Telemetry;

/// <summary>Takes no log lines: the reports have none.</summary>
internal sealed class NoLogs : ILogStore
{
    public Task AppendAsync(string agentId, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<LogLine> Items, string? NextCursor)> ReadAsync(string agentId, LogFilter filter, string? cursor, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ArrivedLine>> ReadArrivedAsync(string agentId, string after, string until, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> FindArrivalAsync(string agentId, string lineId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> RemoveAsync(string agentId, DateTimeOffset? before, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
}
