using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>Something that a deployment reports while it is followed.</summary>
internal abstract record DeploymentEvent
{
    /// <summary>It has come further.</summary>
    public sealed record Progressed(DeploymentProgress Progress) : DeploymentEvent;

    /// <summary>It has written a line.</summary>
    public sealed record Logged(DeploymentLogLine Line) : DeploymentEvent;

    /// <summary>It has ended, one way or the other.</summary>
    public sealed record Ended(Deployment Deployment) : DeploymentEvent;
}
