using Microsoft.DurableTask.Worker.Storage;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>What a worker and the instances that it runs share.</summary>
internal sealed class WorkerParts(
    string workerId, InstanceStore store, TaskRegistry tasks, WorkerSettings settings, DataConverter converter, ILoggerFactory loggers, TimeProvider time) : IDisposable
{
    private volatile bool _stopping;

    public string WorkerId => workerId;

    public InstanceStore Store => store;

    public TaskRegistry Tasks => tasks;

    public WorkerSettings Settings => settings;

    public DataConverter Converter => converter;

    public ILoggerFactory Loggers => loggers;

    public ILogger Logger { get; } = loggers.CreateLogger("Microsoft.DurableTask.Worker");

    public TimeProvider Time => time;

    public InstanceChanges Changes { get; } = new();

    public SemaphoreSlim ActivitySlots { get; } = new(settings.MaxConcurrentActivities);

    public SemaphoreSlim OrchestratorSlots { get; } = new(settings.MaxConcurrentOrchestrators);

    /// <summary>Whether nothing new is begun any more.</summary>
    public bool IsStopping
    {
        get => _stopping;
        set => _stopping = value;
    }

    /// <summary>Throws when nothing new may begin.</summary>
    public void ThrowIfStopping()
    {
        if (_stopping)
            throw new OperationCanceledException("The worker stops.");
    }

    public void Dispose()
    {
        ActivitySlots.Dispose();
        OrchestratorSlots.Dispose();
    }
}
