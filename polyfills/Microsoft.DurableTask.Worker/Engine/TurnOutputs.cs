using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;
using Microsoft.DurableTask.Worker.Replay;
using Microsoft.DurableTask.Worker.Storage;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>Carries out what orchestrators ask for. Everything here can be repeated after a crash.</summary>
internal sealed class TurnOutputs(OrchestrationWorker worker, WorkerParts parts, ActivityRuns activities)
{
    /// <summary>After a turn was stored: starts activities and sub-orchestrations, sends events.</summary>
    public async Task<InstanceRecord> AfterTurnAsync(InstanceRecord record, Turn turn)
    {
        StartActivities(record, turn.Commands);
        await StartSubOrchestrationsAsync(record, turn.Commands);
        return await SendOnceAsync(record, turn);
    }

    /// <summary>
    /// Before the last turn of a history is stored: afterwards nobody would come back for what is left. Activities that nobody waits for are
    /// not run any more.
    /// </summary>
    public async Task BeforeEndAsync(InstanceRecord record, OrchestrationSession session, Turn turn)
    {
        await SendAsync(record, turn, record.Turns);
        await StartSubOrchestrationsAsync(record, turn.Commands);
        if (!turn.Events.OfType<ExecutionTerminated>().Any(terminated => terminated.Recursive))
            return;
        foreach (var child in session.Pending.OfType<CallSubOrchestration>())
            await worker.SendAsync(child.InstanceId, new ExecutionTerminated(Output: null, Recursive: true));
    }

    /// <summary>After a load: everything that still waits, and the events of the last turn, which may not have been sent.</summary>
    public async Task<InstanceRecord> ResumeAsync(InstanceRecord record, OrchestrationSession session, Turn last)
    {
        List<Command> waiting = [.. session.Pending];
        StartActivities(record, waiting);
        await StartSubOrchestrationsAsync(record, waiting);
        return await SendOnceAsync(record, last);
    }

    /// <summary>Leaves the result with the orchestration that waits for it.</summary>
    public Task TellParentAsync(InstanceRecord record, ParentTask parent)
    {
        TaskEnded ended = record.Status switch
        {
            OrchestrationRuntimeStatus.Completed => new TaskCompleted(parent.TaskId, record.Output),
            OrchestrationRuntimeStatus.Terminated => new TaskFailed(
                parent.TaskId, new("DurableTask.Core.Exceptions.OrchestrationException", $"The sub-orchestration '{record.InstanceId}' was terminated.")),
            _ => new TaskFailed(parent.TaskId, record.Failure ?? new("System.Exception", "The sub-orchestration failed.")),
        };
        var key = Keys.Message(record.UpdatedAt, $"sub-{parent.Generation}-{parent.TaskId}");
        return worker.SendAsync(parent.InstanceId, new InboxMessage(key, ended, parent.Generation));
    }

    private void StartActivities(InstanceRecord record, IEnumerable<Command> commands)
    {
        if (parts.IsStopping)
            return;
        foreach (var call in commands.OfType<CallActivity>())
            activities.Start(record.Generation, call, record.TraceParent);
    }

    // Twice only if the process dies between the sending and the note of it.
    private async Task<InstanceRecord> SendOnceAsync(InstanceRecord record, Turn last)
    {
        if (record.SentTurns >= record.Turns || !last.Commands.OfType<SendEvent>().Any())
            return record;
        await SendAsync(record, last, record.Turns - 1);
        return await parts.Store.MarkSentAsync(record, CancellationToken.None);
    }

    private async Task SendAsync(InstanceRecord record, Turn turn, int number)
    {
        foreach (var sending in turn.Commands.OfType<SendEvent>())
        {
            var key = Keys.Message(turn.Time, $"{record.InstanceId}-{record.Generation}-{number}-{sending.Id}");
            await worker.SendAsync(sending.InstanceId, new InboxMessage(key, new EventRaised(sending.Name, sending.Payload), Generation: null));
        }
    }

    private async Task StartSubOrchestrationsAsync(InstanceRecord record, IEnumerable<Command> commands)
    {
        foreach (var call in commands.OfType<CallSubOrchestration>())
        {
            var now = parts.Time.GetUtcNow();
            InstanceRecord child = new()
            {
                InstanceId = call.InstanceId,
                Name = call.Name,
                Status = OrchestrationRuntimeStatus.Pending,
                CreatedAt = now,
                UpdatedAt = now,
                Input = call.Input,
                Tags = call.Tags is null ? record.Tags : call.Tags.ToDictionary(StringComparer.Ordinal),
                Owner = worker.OwnerOfNew,
                Parent = new(record.InstanceId, record.Name, record.Generation, call.Id),
                TraceParent = record.TraceParent,
            };
            if (!await TryStartAsync(child))
            {
                Failure failure = new(
                    typeof(global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException).FullName!,
                    $"An orchestration instance with the id '{child.InstanceId}' exists already.");
                activities.AddEnd(record.Generation, new TaskFailed(call.Id, failure));
            }
        }
    }

    // True also when a former attempt, before a crash, started it.
    private async Task<bool> TryStartAsync(InstanceRecord child)
    {
        if (await parts.Store.TryAddAsync(child, CancellationToken.None) is { } added)
        {
            worker.Adopt(added.Record, added.Signal);
            return true;
        }

        while (await parts.Store.GetAsync(child.InstanceId, withPayloads: false, CancellationToken.None) is { } present)
        {
            if (present.Parent == child.Parent)
                return true;
            if (!present.HasEnded)
                return false;
            if (await parts.Store.TryReplaceAsync(present, child, CancellationToken.None) is { } replaced)
            {
                worker.Adopt(replaced.Record, replaced.Signal);
                return true;
            }
        }

        return await TryStartAsync(child);
    }
}
