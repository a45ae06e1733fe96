using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Deployments;

/// <summary>Tells how a deployment ended.</summary>
internal static class DeploymentOutcome
{
    /// <summary>Writes the result, or throws what went wrong.</summary>
    public static int Report(CommandContext context, Agent agent, Deployment deployment, TimeSpan took)
    {
        var terminal = context.Terminal;
        if (terminal.Json)
        {
            // Also of one that failed: the envelope has no place for its id, its state and its log.
            terminal.WriteJson(deployment);
        }

        if (deployment.Status is DeploymentStatus.Failed or DeploymentStatus.Cancelled)
        {
            throw Failure(terminal, deployment);
        }

        if (terminal.Json)
        {
            return ExitCode.Ok;
        }

        terminal.Info($"Deployed {agent.Name} version {deployment.Version} in {took.TotalSeconds:0.0} s.");
        terminal.Line(new Uri(context.ApiBase, agent.InvokeUrl.TrimStart('/')).AbsoluteUri);
        terminal.Info($"Try it: webhost invoke --agent {agent.Name} \"Hello\"");
        return ExitCode.Ok;
    }

    private static CliException Failure(Terminal terminal, Deployment deployment)
    {
        var cancelled = deployment.Status is DeploymentStatus.Cancelled;
        var reason = deployment.Error?.Message ?? (cancelled ? "It was cancelled." : "The server gave no reason.");

        // The reason itself follows.
        var lines = deployment.LastLogLines?.Where(line => !line.EndsWith(reason, StringComparison.Ordinal)).ToArray() ?? [];
        if (lines.Length > 0 && !terminal.Json)
        {
            terminal.Notice("Its last log lines:");
            foreach (var line in lines)
            {
                terminal.Notice($"  {ErrorReport.Indented(line)}");
            }
        }

        var name = $"Version {deployment.Version} ({deployment.DeploymentId})";
        return new CliException(
            new ErrorBody
            {
                Code = deployment.Error?.Code ?? ErrorCode.DeploymentFailed,
                Message = cancelled ? $"{name} was cancelled: {reason}" : $"{name} failed in phase {ApiWord.Of(deployment.Phase)}: {reason}",
                Retryable = deployment.Error?.Retryable ?? false,
                TraceId = deployment.Error?.TraceId ?? string.Empty,
                Problems = deployment.Error?.Problems,
                Limit = deployment.Error?.Limit,
            },
            ExitCode.DeploymentFailed,
            $"{(cancelled ? "Deploy again." : PhaseText.NextStep(deployment.Phase, deployment.Error?.Retryable ?? false))} Its whole log: webhost deployments logs {deployment.DeploymentId}");
    }
}
