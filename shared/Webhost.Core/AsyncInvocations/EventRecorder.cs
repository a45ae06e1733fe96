using System.Text;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.AsyncInvocations;

/// <summary>Keeps the events of an answer as they come, a few times a second, and makes the answer of them.</summary>
internal sealed partial class EventRecorder : IAsyncDisposable
{
    private const int MaximumCharacters = 8 * 1024 * 1024;

    private static readonly Failure TooLong = new Failure.RuntimeError($"The agent's answer has more than {MaximumCharacters / 1024 / 1024} million characters, which is the most that is kept of an asynchronous invocation.");
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IAsyncInvocationStore store;
    private readonly AsyncInvocationRecord invocation;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource over = new();
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly StringBuilder delta = new();
    private readonly Task writing;
    private List<RecordedEvent> waiting = [];
    private List<RecordedEvent>? sent;
    private long position;

    /// <summary>Begins with the event that says what is answered.</summary>
    public EventRecorder(IAsyncInvocationStore store, AsyncInvocationRecord invocation, TimeProvider time, ILogger logger)
    {
        this.store = store;
        this.invocation = invocation;
        this.time = time;
        this.logger = logger;
        var ids = invocation.Ids;
        waiting.Add(new RecordedEvent { Meta = new StreamMeta { InvocationId = ids.InvocationId, SessionId = ids.SessionId, TraceId = ids.TraceId, DeploymentId = invocation.DeploymentId! } });
        writing = WriteAsync();
    }

    /// <summary>What the agent said that it used; null before it did.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>Whether events could not be kept; known once it is disposed of.</summary>
    public bool IsIncomplete => sent is not null || waiting.Count > 0;

    /// <summary>Takes an event. The outcome, when it is the last one.</summary>
    public AsyncInvocationOutcome? Add(RuntimeEvent item)
    {
        switch (item)
        {
            case RuntimeEvent.Delta { Text: var piece }:
                if (text.Length + piece.Length > MaximumCharacters)
                {
                    return Fail(TooLong, AsyncInvocationStatus.Failed);
                }

                text.Append(piece);
                AddDelta(piece);
                return null;
            case RuntimeEvent.UsageReported reported:
                Usage = reported.Usage;
                Add(new RecordedEvent { Usage = reported.Usage });
                return null;
            case RuntimeEvent.Completed completed:
                Add(new RecordedEvent { Done = new StreamDone { Messages = completed.Messages, Data = completed.Data } });
                return new AsyncInvocationOutcome
                {
                    Status = AsyncInvocationStatus.Succeeded,
                    EndedAt = time.GetUtcNow(),
                    Output = new Contracts.Invocation.InvokeOutput { Text = text.ToString(), Messages = completed.Messages, Data = completed.Data },
                    Usage = Usage ?? new Usage(),
                };
            case RuntimeEvent.Failed failed:
                return Fail(failed.Failure, AsyncInvocationStatus.Failed);
            default:
                throw new InvalidOperationException($"There is no record of {item.GetType().Name}.");
        }
    }

    /// <summary>Ends it without a whole answer.</summary>
    public AsyncInvocationOutcome Fail(Failure failure, AsyncInvocationStatus status)
    {
        var error = ErrorBodies.Of(failure, invocation.Ids.TraceId);
        Add(new RecordedEvent { Error = new ErrorEnvelope { Error = error } });
        return new AsyncInvocationOutcome { Status = status, EndedAt = time.GetUtcNow(), Usage = Usage, Error = status == AsyncInvocationStatus.Failed ? error : null };
    }

    /// <summary>Keeps what has not been yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await writing;
        await TryFlushAsync();
        over.Dispose();
    }

    private void Add(RecordedEvent item)
    {
        lock (gate)
        {
            CloseDelta();
            waiting.Add(item);
        }
    }

    // Pieces that come between two writes are one piece to who follows.
    private void AddDelta(string piece)
    {
        lock (gate)
        {
            delta.Append(piece);
        }
    }

    private void CloseDelta()
    {
        if (delta.Length > 0)
        {
            waiting.Add(new RecordedEvent { Delta = new StreamDelta { Text = delta.ToString() } });
            delta.Clear();
        }
    }

    private async Task WriteAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                await TryFlushAsync();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // It has ended.
        }
    }

    private async Task TryFlushAsync()
    {
        // What may have been kept although it was answered otherwise is sent again as it was: only so is it known again.
        if ((sent is null || await TryAppendAsync()) && Take() is { } next)
        {
            sent = next;
            await TryAppendAsync();
        }
    }

    private List<RecordedEvent>? Take()
    {
        lock (gate)
        {
            CloseDelta();
            if (waiting.Count == 0)
            {
                return null;
            }

            (var taken, waiting) = (waiting, []);
            return taken;
        }
    }

    private async Task<bool> TryAppendAsync()
    {
        try
        {
            position = await store.AppendAsync(invocation.AgentId, invocation.Ids.InvocationId, sent!, position, CancellationToken.None);
            sent = null;
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Who follows sees them later; the answer does not depend on them.
            NotKept(exception, invocation.Ids.InvocationId);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of the invocation {InvocationId} could not be kept; it is tried again while it runs.")]
    private partial void NotKept(Exception exception, string invocationId);
}
