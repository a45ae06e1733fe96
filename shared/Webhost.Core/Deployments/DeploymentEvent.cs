using Webhost.Contracts.Deployments;
using Webhost.Core.Results;

namespace Webhost.Core.Deployments;

/// <summary>Something that whoever follows a deployment is told.</summary>
/// <param name="Cursor">The id of the last line of its log that was told; null before the first.</param>
public abstract record DeploymentEvent(string? Cursor)
{
    /// <summary>It has entered a phase.</summary>
    public sealed record Progressed(DeploymentProgress Progress, string? Cursor) : DeploymentEvent(Cursor);

    /// <summary>Its log has one more line.</summary>
    public sealed record Logged(DeploymentLogLine Line, string Cursor) : DeploymentEvent(Cursor);

    /// <summary>It has ended. Nothing comes after it.</summary>
    public sealed record Ended(DeploymentRecord Deployment, string? Cursor) : DeploymentEvent(Cursor);

    /// <summary>It is gone, with its agent, before its end was seen. Nothing comes after it.</summary>
    public sealed record Gone(Failure Failure, string? Cursor) : DeploymentEvent(Cursor);
}
