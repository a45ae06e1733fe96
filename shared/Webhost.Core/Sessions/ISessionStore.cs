using Webhost.Core.Storage;

namespace Webhost.Core.Sessions;

/// <summary>Keeps which sessions an agent has. Their content lives in the runtime.</summary>
public interface ISessionStore
{
    /// <summary>How many sessions can be opened at once: either all of them are noted or none.</summary>
    const int MostOpened = 50;

    /// <summary>
    /// Notes invocations of sessions of one agent that were opened for them, at most <see cref="MostOpened"/>, without looking for the sessions first. Those that are known already are left as
    /// they are, and given back.
    /// </summary>
    Task<IReadOnlyList<SessionTouch>> OpenAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken);

    /// <summary>Notes invocations of sessions, new ones included; those of before a session's end are passed over.</summary>
    Task TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken);

    /// <summary>The session, or null.</summary>
    Task<SessionRecord?> FindAsync(string agentId, string sessionId, CancellationToken cancellationToken);

    /// <summary>
    /// A page of an agent's sessions, the last used first. One that is used while its list is read is not in the pages that follow: it has come first. While sessions from before this order was
    /// kept are still being put into it, it is the one of <see cref="ListByIdAsync"/>.
    /// </summary>
    Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>A page of an agent's sessions in the order of their ids, which misses none, however they are used meanwhile. It may hold fewer than were asked for and not be the last.</summary>
    Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ListByIdAsync(string agentId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Forgets a session that was ended at a time. Invocations that began by then, whenever they are noted, don't bring it back; later ones begin it anew. Idempotent.</summary>
    Task EndAsync(string agentId, string sessionId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets sessions of an agent that were last used before a time, unless they are used meanwhile; at most as many as asked for. How many there were. Idempotent.</summary>
    Task<int> RemoveUnusedAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken);

    /// <summary>Forgets all sessions of an agent. Idempotent.</summary>
    Task RemoveAllAsync(string agentId, CancellationToken cancellationToken);
}
