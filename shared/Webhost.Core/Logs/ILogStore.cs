using Webhost.Contracts.Logs;

namespace Webhost.Core.Logs;

/// <summary>Keeps an agent's log lines. Writing the same line again changes nothing.</summary>
public interface ILogStore
{
    /// <summary>Writes lines, each once in the list.</summary>
    Task AppendAsync(string agentId, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken);

    /// <summary>Lines in the order of time, newest first, strictly before a cursor; the filter is applied on the way.</summary>
    Task<(IReadOnlyList<LogLine> Items, string? NextCursor)> ReadAsync(string agentId, LogFilter filter, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Lines in the order of their arrival, strictly between two places in it.</summary>
    Task<IReadOnlyList<ArrivedLine>> ReadArrivedAsync(string agentId, string after, string until, int limit, CancellationToken cancellationToken);

    /// <summary>A line's place in the order of arrival; null when it is not (any more) there.</summary>
    Task<string?> FindArrivalAsync(string agentId, string lineId, CancellationToken cancellationToken);

    /// <summary>Removes lines that are older than a time, null removes all: of either order at most as many as asked for. How many in both. Idempotent.</summary>
    Task<int> RemoveAsync(string agentId, DateTimeOffset? before, int most, CancellationToken cancellationToken);
}
