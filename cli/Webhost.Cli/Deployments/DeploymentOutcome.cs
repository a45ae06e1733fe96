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
        if (deployment.Status is DeploymentStatus.Failed or DeploymentStatus.Cancelled)
        {
            throw Failure(context, deployment);
        }

        var terminal = context.Terminal;
        if (terminal.Json)
        {
            terminal.WriteJson(deployment);
            return ExitCode.Ok;
        }

        terminal.Info($"Deployed {agent.Name} version {deployment.Version} in {took.TotalSeconds:0.0} s.");
        terminal.Line(new Uri(context.ApiBase, agent.InvokeUrl.TrimStart('/')).AbsoluteUri);
        terminal.Info($"Try it: webhost invoke --agent {agent.Name} \"Hello\"");
        return ExitCode.Ok;
    }

    private static CliException Failure(CommandContext context, Deployment deployment)
    {
        var cancelled = deployment.Status is DeploymentStatus.Cancelled;
        var reason = deployment.Error?.Message ?? (cancelled ? "It was cancelled." : "The server gave no reason.");

        // The reason itself follows.
        var lines = deployment.LastLogLines?.Where(line => !line.EndsWith(reason, StringComparison.Ordinal)).ToArray() ?? [];
        if (lines.Length > 0 && context.Terminal.Chatty)
        {
            context.Terminal.Info("Its last log lines:");
            foreach (var line in lines)
            {
                context.Terminal.Info($"  {ErrorReport.Indented(line)}");
            }
        }

        return new CliException(
            new ErrorBody
            {
                Code = deployment.Error?.Code ?? ErrorCode.DeploymentFailed,
                Message = cancelled ? $"Version {deployment.Version} was cancelled: {reason}" : $"Version {deployment.Version} failed in phase {PhaseText.Of(deployment.Phase)}: {reason}",
                Retryable = deployment.Error?.Retryable ?? false,
                TraceId = deployment.Error?.TraceId ?? string.Empty,
                Problems = deployment.Error?.Problems,
                Limit = deployment.Error?.Limit,
            },
            ExitCode.DeploymentFailed,
            $"{(cancelled ? "Deploy again." : PhaseText.NextStep(deployment.Phase, deployment.Error?.Retryable ?? false))} Its whole log: webhost deployments logs {deployment.DeploymentId}");
    }
}
