using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>Asks the server to cancel a deployment whose user pressed Ctrl-C, and waits a little to tell how it ended.</summary>
internal static class DeploymentCancellation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(CommandContext context, string deploymentId)
    {
        context.Terminal.Info($"Cancelling {deploymentId} …");
        using var limit = new CancellationTokenSource(Patience, context.Host.Time);
        try
        {
            await AskAsync(context.Api, deploymentId, limit.Token);
            await foreach (var report in new DeploymentFollower(context).FollowAsync(deploymentId, limit.Token))
            {
                if (report is DeploymentEvent.Ended { Deployment: var deployment })
                {
                    Tell(context, deployment);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            context.Terminal.Info($"It has not ended yet: webhost deployments get {deploymentId}");
        }
        catch (CliException failure)
        {
            var error = failure.Error with { Message = $"Whether {deploymentId} is cancelled is not known: {failure.Message}" };
            ErrorReport.Write(context.Host, context.Terminal, new CliException(error, failure.ExitCode, $"Try again: webhost deployments cancel {deploymentId}", failure));
        }
    }

    /// <summary>Asks for the end of a deployment, and gives how it stands.</summary>
    public static Task<Deployment> AskAsync(ApiClient api, string deploymentId, CancellationToken cancellationToken) =>
        api.SendAsync<Deployment>(new ApiRequest(HttpMethod.Post, $"v1/deployments/{Query.Part(deploymentId)}/cancel") { Repeatable = true }, cancellationToken);

    private static void Tell(CommandContext context, Deployment deployment)
    {
        context.Terminal.Info($"{deployment.DeploymentId} is {ApiWord.Of(deployment.Status)}.");
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(deployment);
        }
    }
}
