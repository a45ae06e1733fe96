namespace Webhost.Core.Deployments;

/// <summary>Where an orchestration stands.</summary>
public enum OrchestrationState
{
    /// <summary>It was never started, or is forgotten.</summary>
    Absent,

    /// <summary>It has work to do.</summary>
    Running,

    /// <summary>It has come to an end, good or bad.</summary>
    Ended,
}
