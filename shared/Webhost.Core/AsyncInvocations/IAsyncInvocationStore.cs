using Webhost.Contracts.Invocation;
using Webhost.Core.Storage;

namespace Webhost.Core.AsyncInvocations;

/// <summary>Keeps asynchronous invocations, with what was asked, the events of the answer and the answer.</summary>
public interface IAsyncInvocationStore
{
    /// <summary>Keeps what is asked, then the invocation. Idempotent.</summary>
    Task AddAsync(AsyncInvocationRecord invocation, InvokeRequest request, CancellationToken cancellationToken);

    /// <summary>The invocation, or null.</summary>
    Task<Versioned<AsyncInvocationRecord>?> FindAsync(string agentId, string invocationId, CancellationToken cancellationToken);

    /// <summary>Replaces an invocation that has not changed; null when it has, or is gone.</summary>
    Task<Versioned<AsyncInvocationRecord>?> TryUpdateAsync(Versioned<AsyncInvocationRecord> invocation, CancellationToken cancellationToken);

    /// <summary>A page of an agent's invocations, newest first.</summary>
    Task<(IReadOnlyList<AsyncInvocationRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>What was asked; null when it is gone, as it is once the invocation has ended.</summary>
    Task<InvokeRequest?> ReadRequestAsync(string agentId, string invocationId, CancellationToken cancellationToken);

    /// <summary>Forgets what was asked. Idempotent.</summary>
    Task RemoveRequestAsync(string agentId, string invocationId, CancellationToken cancellationToken);

    /// <summary>Keeps further events behind those that are there.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="invocationId">The invocation.</param>
    /// <param name="events">The events.</param>
    /// <param name="position">Where the last ones ended; 0 at first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where these end.</returns>
    Task<long> AppendAsync(string agentId, string invocationId, IReadOnlyList<RecordedEvent> events, long position, CancellationToken cancellationToken);

    /// <summary>The events from a position on; none while there are no more. Null for a position that is the end of no event.</summary>
    Task<RecordedEvents?> ReadEventsAsync(string agentId, string invocationId, long position, CancellationToken cancellationToken);

    /// <summary>Keeps how it ended. Idempotent.</summary>
    Task WriteOutcomeAsync(string agentId, string invocationId, AsyncInvocationOutcome outcome, CancellationToken cancellationToken);

    /// <summary>How it ended; null for one that did not, or was not heard of again.</summary>
    Task<AsyncInvocationOutcome?> ReadOutcomeAsync(string agentId, string invocationId, CancellationToken cancellationToken);

    /// <summary>Forgets everything but the invocation's row. Idempotent.</summary>
    Task RemoveContentAsync(string agentId, string invocationId, CancellationToken cancellationToken);

    /// <summary>Forgets invocations of an agent that were accepted before a time, at most as many as asked for. How many there were. Idempotent.</summary>
    Task<int> RemoveAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken);

    /// <summary>Forgets all invocations of an agent. Idempotent.</summary>
    Task RemoveAllAsync(string agentId, CancellationToken cancellationToken);
}
