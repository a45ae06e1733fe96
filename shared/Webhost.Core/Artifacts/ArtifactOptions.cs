namespace Webhost.Core.Artifacts;

/// <summary>How long archives last.</summary>
public sealed record ArtifactOptions
{
    /// <summary>How long an upload is kept that nobody deploys.</summary>
    public required TimeSpan UndeployedLife { get; init; }
}
