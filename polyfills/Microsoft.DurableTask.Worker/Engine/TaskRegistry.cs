using Microsoft.DurableTask.Worker.Replay;

namespace Microsoft.DurableTask.Worker.Engine;

/// <summary>The orchestrators and activities that a worker can run, by name in any case. Filled before the worker starts.</summary>
internal sealed class TaskRegistry
{
    private readonly Dictionary<string, OrchestratorDelegate> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityDelegate> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is nothing to run.</summary>
    public bool IsEmpty => _orchestrators.Count == 0 && _activities.Count == 0;

    /// <summary>Adds an orchestrator.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public TaskRegistry AddOrchestrator(string name, OrchestratorDelegate orchestrator)
    {
        _orchestrators.Add(name, orchestrator);
        return this;
    }

    /// <summary>Adds an activity.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public TaskRegistry AddActivity(string name, ActivityDelegate activity)
    {
        _activities.Add(name, activity);
        return this;
    }

    /// <summary>The orchestrator of a name; one that fails and says so when there is none.</summary>
    public OrchestratorDelegate Orchestrator(string name) => _orchestrators.TryGetValue(name, out var found)
        ? found
        : (_, _) => throw new InvalidOperationException($"The orchestrator '{name}' does not exist in this application.");

    /// <summary>The activity of a name, or null.</summary>
    public ActivityDelegate? Activity(string name) => _activities.GetValueOrDefault(name);
}
