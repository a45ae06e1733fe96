namespace Microsoft.DurableTask.Client;

/// <summary>The state of an orchestration.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It has started.</summary>
    Running,

    /// <summary>It ended normally.</summary>
    Completed,

    /// <summary>It begins again with a new input.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew,

    /// <summary>It ended with an exception.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled,

    /// <summary>It was ended from outside.</summary>
    Terminated,

    /// <summary>It was scheduled and has not started.</summary>
    Pending,

    /// <summary>It is paused from outside.</summary>
    Suspended,
}
