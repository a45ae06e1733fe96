using System.Diagnostics;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Engine;
using Microsoft.DurableTask.Worker.History;
using Microsoft.DurableTask.Worker.Storage;

namespace Microsoft.DurableTask.Worker.Clients;

/// <summary>
/// The client on the task hub's table. What the official client reports from its host as <see cref="RpcException"/> is thrown as that here too.
/// </summary>
internal sealed class TableDurableTaskClient(OrchestrationWorker worker, string name) : DurableTaskClient(name)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private readonly WorkerParts _parts = worker.Parts;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(orchestratorName.Name, nameof(orchestratorName));
        var instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Check(instanceId);
        var dedupe = DedupeStatuses.Read(options);
        var now = _parts.Time.GetUtcNow();
        InstanceRecord record = new()
        {
            InstanceId = instanceId,
            Name = orchestratorName.Name,
            Version = options?.Version?.Version ?? "",
            Status = OrchestrationRuntimeStatus.Pending,
            CreatedAt = now,
            UpdatedAt = now,
            StartAt = options?.StartAt?.ToUniversalTime(),
            Input = _parts.Converter.Serialize(input),
            Tags = options?.Tags ?? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty,
            Owner = worker.OwnerOfNew,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
        };
        while (true)
        {
            var added = await _parts.Store.TryAddAsync(record, cancellation) ?? await TryReplaceAsync(record, dedupe, cancellation);
            if (added is not { } started)
                continue;
            worker.Adopt(started.Record, started.Signal);
            return instanceId;
        }
    }

    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        await SendAsync(instanceId, new EventRaised(eventName, _parts.Converter.Serialize(eventPayload)), cancellation);
    }

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionTerminated(_parts.Converter.Serialize(options?.Output), options?.Recursive ?? false), cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionSuspended(reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionResumed(reason), cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return await _parts.Store.GetAsync(instanceId, getInputsAndOutputs, cancellation) is { } record ? Metadata(record, getInputsAndOutputs) : null;
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, static record => record.Status != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, static record => record.HasEnded, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create(async (continuation, pageSize, cancellation) =>
        {
            var (records, next) = await _parts.Store.Queries.ListAsync(
                query, continuation ?? query.ContinuationToken, pageSize ?? query.PageSize, cancellation);
            return new Page<OrchestrationMetadata>([.. records.Select(record => Metadata(record, query.FetchInputsAndOutputs))], next);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var record = await _parts.Store.GetAsync(instanceId, withPayloads: false, cancellation);
        return new(record is { HasEnded: true } && await _parts.Store.Queries.PurgeAsync(record, cancellation) ? 1 : 0, isComplete: null);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        OrchestrationQuery query = new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        var count = 0;
        await foreach (var record in _parts.Store.Queries.AllAsync(query, cancellation))
        {
            if (record.HasEnded && await _parts.Store.Queries.PurgeAsync(record, cancellation))
                count++;
        }

        return new(count, isComplete: true);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<(InstanceRecord Record, string Signal)?> TryReplaceAsync(
        InstanceRecord record, IReadOnlyCollection<OrchestrationRuntimeStatus> dedupe, CancellationToken cancellation)
    {
        if (await _parts.Store.GetAsync(record.InstanceId, withPayloads: false, cancellation) is not { } present)
            return null;
        if (dedupe.Contains(present.Status))
            throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {record.InstanceId} already exists.");
        if (!present.HasEnded)
        {
            await worker.SendAsync(record.InstanceId, new ExecutionTerminated(Output: null, Recursive: false), cancellation);
            await WaitForInstanceCompletionAsync(record.InstanceId, getInputsAndOutputs: false, cancellation);
            return null;
        }

        return await _parts.Store.TryReplaceAsync(present, record, cancellation);
    }

    private async Task SendAsync(string instanceId, HistoryEvent happened, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var record = await _parts.Store.GetAsync(instanceId, withPayloads: false, cancellation)
            ?? throw new RpcException(new(StatusCode.NotFound, $"No instance with ID '{instanceId}' was found."));
        if (record.HasEnded || !await worker.SendAsync(instanceId, happened, cancellation))
            throw new RpcException(new(StatusCode.FailedPrecondition, $"The orchestration instance '{instanceId}' is not running: it is {record.Status}."));
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, bool withPayloads, Func<InstanceRecord, bool> isReached, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        for (var look = FirstLook; ; look = look * 2 < LongestLook ? look * 2 : LongestLook)
        {
            var changed = _parts.Changes.NextAsync(instanceId);
            var record = await _parts.Store.GetAsync(instanceId, withPayloads: false, cancellation)
                ?? throw new InvalidOperationException($"Orchestration with instanceId '{instanceId}' does not exist");
            if (isReached(record))
            {
                record = withPayloads ? await _parts.Store.GetAsync(instanceId, withPayloads: true, cancellation) ?? record : record;
                return Metadata(record, withPayloads);
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(changed, Task.Delay(look, _parts.Time, limit.Token));
            await limit.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private OrchestrationMetadata Metadata(InstanceRecord record, bool withPayloads) => new(record.Name, record.InstanceId)
    {
        DataConverter = withPayloads ? _parts.Converter : null,
        RuntimeStatus = record.Status,
        CreatedAt = record.CreatedAt,
        LastUpdatedAt = record.UpdatedAt,
        SerializedInput = record.Input,
        SerializedOutput = record.Output,
        SerializedCustomStatus = record.CustomStatus,
        Tags = record.Tags,
        FailureDetails = record.Failure?.ToDetails(),
    };
}
