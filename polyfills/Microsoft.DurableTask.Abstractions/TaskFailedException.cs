namespace Microsoft.DurableTask;

/// <summary>An activity or sub-orchestration failed; thrown to the orchestrator that awaits it.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>A failure by an exception.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Describe(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>A failure with its details.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Describe(taskName, taskId, failureDetails?.ErrorMessage))
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>The activity's or sub-orchestrator's name.</summary>
    public string TaskName { get; }

    /// <summary>The task's number in its orchestration.</summary>
    public int TaskId { get; }

    /// <summary>What happened.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string Describe(string taskName, int taskId, string? reason) =>
        $"Task '{taskName}' (#{taskId}) failed with an unhandled exception{(reason is null ? "." : $": {reason}")}";
}
