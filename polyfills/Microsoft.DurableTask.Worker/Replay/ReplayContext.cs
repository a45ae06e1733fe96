using Microsoft.DurableTask.Worker.History;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Replay;

/// <summary>The context that orchestrators get.</summary>
internal sealed class ReplayContext(OrchestrationSession session, OrchestrationStart start, DataConverter converter, ILoggerFactory loggers)
    : TaskOrchestrationContext
{
    private int _guids;

    public override TaskName Name => start.Name;

    public override string InstanceId => start.InstanceId;

    public override string Version => start.Version;

    public override ParentOrchestrationInstance? Parent => start.Parent;

    public override DateTime CurrentUtcDateTime => session.Time.UtcDateTime;

    public override bool IsReplaying => session.IsReplaying;

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default
    {
        session.EnsureThread();
        return converter.Deserialize<T>(start.Input);
    }

    /// <summary>The input as a type that is known at run time only.</summary>
    public object? GetInput(Type type)
    {
        session.EnsureThread();
        return converter.Deserialize(start.Input, type);
    }

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        session.EnsureThread();
        Check(name, input, options);
        var serialized = converter.Serialize(input);
        var result = await Retries.RunAsync(
            this, name, options?.Retry, () => session.Begin(id => new CallActivity(id, name, serialized, Tags(options))).Task);
        return converter.Deserialize<TResult>(result)!;
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        session.EnsureThread();
        Check(orchestratorName, input, options);
        var serialized = converter.Serialize(input);
        var chosen = (options as SubOrchestrationOptions)?.InstanceId;
        var instanceId = chosen ?? NewGuid().ToString("N");
        var result = await Retries.RunAsync(
            this,
            orchestratorName,
            options?.Retry,
            () => session.Begin(id => new CallSubOrchestration(id, orchestratorName, instanceId, serialized, Tags(options))).Task);
        return converter.Deserialize<TResult>(result)!;
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        session.EnsureThread();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        var timer = session.Begin(id => new StartTimer(id, new DateTimeOffset(fireAt.ToUniversalTime())));
        return cancellationToken.CanBeCanceled ? session.CancelWithAsync(timer, cancellationToken) : timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        session.EnsureThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return session.Events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        session.EnsureThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        session.Send(instanceId, eventName, converter.Serialize(payload));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        session.EnsureThread();
        session.CustomStatus = converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        session.EnsureThread();
        session.ContinueAsNew(converter.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        session.EnsureThread();
        return DeterministicGuid.Create($"{InstanceId}_{CurrentUtcDateTime:o}_{_guids++}");
    }

    private static Dictionary<string, string>? Tags(TaskOptions? options) =>
        options?.Tags is { Count: > 0 } tags ? new Dictionary<string, string>(tags, StringComparer.Ordinal) : null;

    private static void Check(TaskName name, object? input, TaskOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name.Name, nameof(name));
        if (input is TaskOptions && options is null)
            throw new ArgumentException("TaskOptions were given as the input; name the parameter: options.", nameof(input));
    }
}
