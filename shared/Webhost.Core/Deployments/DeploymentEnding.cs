namespace Webhost.Core.Deployments;

/// <summary>Why a deployment ended without becoming active.</summary>
public sealed record DeploymentEnding
{
    /// <summary>Which deployment.</summary>
    public required StepInput Step { get; init; }

    /// <summary>Whether its owner stopped it.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Why it failed; null when it was cancelled.</summary>
    public StepFailure? Failure { get; init; }
}
