using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>What to do when a phase fails.</summary>
internal static class PhaseText
{
    /// <summary>What usually mends a failure in that phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="retryable">Whether deploying the same again may help.</param>
    public static string NextStep(DeploymentPhase phase, bool retryable) => phase switch
    {
        DeploymentPhase.Validate => "Mend the manifest or the files, set missing keys with 'webhost secrets set KEY', and deploy again.",
        DeploymentPhase.Bundle => "Mend what it says and deploy again.",
        DeploymentPhase.Probe => "The code was uploaded but did not start well: 'webhost logs --level error' may say why.",
        DeploymentPhase.Secrets => "Check the keys with 'webhost secrets list', and deploy again.",
        DeploymentPhase.Queued => "Deploy again.",
        _ when !retryable => "Mend what it says and deploy again; if it is nothing of yours, tell support the deployment's id.",
        _ => "Deploy again; if it goes on failing, tell support the deployment's id.",
    };
}
