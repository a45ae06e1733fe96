using Webhost.Contracts.Logs;

namespace Webhost.Core.Logs;

/// <summary>Keeps an agent's log lines. Writing the same line again changes nothing.</summary>
public interface ILogStore
{
    /// <summary>Writes lines.</summary>
    Task AppendAsync(string agentId, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken);

    /// <summary>Lines in the order of time, newest first, strictly before a cursor; the filter is applied on the way.</summary>
    Task<(IReadOnlyList<LogLine> Items, string? NextCursor)> ReadAsync(string agentId, LogFilter filter, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Lines that are newer than an id, oldest first.</summary>
    Task<IReadOnlyList<LogLine>> ReadNewerAsync(string agentId, string afterId, LogFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>Removes lines that are older than a time; null removes all. Idempotent.</summary>
    Task RemoveAsync(string agentId, DateTimeOffset? before, CancellationToken cancellationToken);
}
