namespace Webhost.Core.Deployments;

/// <summary>How a step of a deployment, a roll-back or a removal ended.</summary>
public sealed record StepOutcome
{
    /// <summary>Success.</summary>
    public static readonly StepOutcome Done = new();

    /// <summary>Why it failed; null on success.</summary>
    public StepFailure? Failure { get; init; }

    /// <summary>Whether it failed because its owner asked for it to stop.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Whether the agent is held by another deployment, so that the step has to be tried again later.</summary>
    public bool Busy { get; init; }
}
