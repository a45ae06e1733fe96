using Microsoft.Extensions.Logging;
using Webhost.Contracts.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Results;

namespace Webhost.Core.Audit;

/// <summary>
/// Writes the audit log (docs/adr/0009): what is begun before the change, and how it ended after it. A change whose beginning can't be written is not made, so
/// that none goes unrecorded; one that was interrupted stays open.
/// </summary>
public sealed partial class AuditTrail(IAuditStore store, TimeProvider time, ILogger<AuditTrail> logger)
{
    private static readonly Failure Overtaken = new Failure.Conflict("Somebody else changed it first. It was tried again.");

    private long lastTicks;

    /// <summary>Makes a change of a request with its beginning and end recorded. A failure is recorded with what its caller is told.</summary>
    public Task<Result<T>> RecordAsync<T>(Caller caller, AuditChange change, Func<Task<Result<T>>> make, CancellationToken cancellationToken) =>
        RecordAsync(caller.User.UserId, AuditActors.Of(caller), change, make, cancellationToken);

    /// <summary>The same for a change that somebody else makes of a user's account.</summary>
    public Task<Result<T>> RecordAsync<T>(string userId, AuditActor actor, AuditChange change, Func<Task<Result<T>>> make, CancellationToken cancellationToken) => RecordAsync(
        userId,
        actor,
        async begin =>
        {
            await begin(change);
            return await make();
        },
        cancellationToken);

    /// <summary>The same for what may turn out to change nothing: <paramref name="make"/> records the beginning itself, right before its first write, and again before it repeats that. Another change than before has an entry of its own.</summary>
    public Task<Result<T>> RecordAsync<T>(Caller caller, Func<Func<AuditChange, Task>, Task<Result<T>>> make, CancellationToken cancellationToken) =>
        RecordAsync(caller.User.UserId, AuditActors.Of(caller), make, cancellationToken);

    private async Task<Result<T>> RecordAsync<T>(string userId, AuditActor actor, Func<Func<AuditChange, Task>, Task<Result<T>>> make, CancellationToken cancellationToken)
    {
        (AuditMark Mark, AuditChange Change)? begun = null;
        var made = await make(async change =>
        {
            if (begun is { } before)
            {
                if (before.Change.IsTheSameAs(change))
                {
                    return;
                }

                // Somebody else was faster, and what is changed now is what they left.
                await CloseAsync(before.Mark, Overtaken);
            }

            begun = (await BeginAsync(userId, actor, AuditActors.TraceId, change, once: null, cancellationToken), change);
        });
        if (begun is { Mark: var mark })
        {
            await CloseAsync(mark, made.TryGet(out _, out var failure) ? null : failure);
        }

        return made;
    }

    /// <summary>Records that a durable step begins a change: once, however often the step runs.</summary>
    /// <param name="userId">Whose log.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="traceId">The trace of the request that asked for it.</param>
    /// <param name="change">What is about to be done.</param>
    /// <param name="once">The step's name, unique in the user's log; null for what is never repeated.</param>
    /// <param name="cancellationToken">Ends the wait; the change must not be made then.</param>
    public async Task<AuditMark> BeginAsync(string userId, AuditActor actor, string? traceId, AuditChange change, string? once, CancellationToken cancellationToken)
    {
        var (entry, isNew) = await store.AddAsync(
            new AuditRecord
            {
                EntryId = AuditId.New(time).Value,
                UserId = userId,
                Time = Next(),
                Actor = actor,
                Action = change.Action,
                Target = change.Target,
                Details = change.Details,
                TraceId = traceId,
            },
            once,
            cancellationToken);
        return new AuditMark(entry, isNew);
    }

    /// <summary>Records how a change of a durable step ended; the step is repeated when this fails. The first end stays.</summary>
    public Task EndAsync(AuditMark mark, AuditOutcome outcome, IReadOnlyDictionary<string, string>? details, CancellationToken cancellationToken) =>
        store.AddEndAsync(mark.Entry, new AuditEnd { Outcome = outcome, Details = details }, cancellationToken);

    // Of two changes of one process the one that began first stays first, however coarse the clock is.
    private DateTimeOffset Next()
    {
        while (true)
        {
            var last = Interlocked.Read(ref lastTicks);
            var next = Math.Max(time.GetUtcNow().UtcTicks, last + 1);
            if (Interlocked.CompareExchange(ref lastTicks, next, last) == last)
            {
                return new DateTimeOffset(next, TimeSpan.Zero);
            }
        }
    }

    // The change is made by now, so that trouble here is not its caller's: the entry then stays open.
    private async Task CloseAsync(AuditMark mark, Failure? failure)
    {
        try
        {
            await (failure is null
                ? EndAsync(mark, AuditOutcome.Done, details: null, CancellationToken.None)
                : EndAsync(mark, AuditOutcome.Failed, AuditDetails.Of(("reason", failure.Message)), CancellationToken.None));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            EndNotRecorded(exception, mark.Entry.EntryId, mark.Entry.Action);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of {EntryId} ({Action}) could not be recorded: it stays open.")]
    private partial void EndNotRecorded(Exception exception, string entryId, string action);
}
