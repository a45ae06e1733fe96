using System.Net;
using System.Runtime.CompilerServices;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>Asks for a deployment's status until it has ended. An API that is away for a while does not end it: the deployment goes on without it.</summary>
internal sealed class DeploymentPoll(CommandContext context, string deploymentId)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly string path = $"v1/deployments/{Query.Part(deploymentId)}";

    /// <summary>What it reports; the last one is <see cref="DeploymentEvent.Ended"/>.</summary>
    public async IAsyncEnumerable<DeploymentEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DeploymentProgress? seen = null;
        while (true)
        {
            var (progress, ended, pause) = await AskPatientlyAsync(cancellationToken);
            if (progress is not null && progress != seen)
            {
                seen = progress;
                yield return new DeploymentEvent.Progressed(progress);
            }

            if (ended is not null)
            {
                yield return new DeploymentEvent.Ended(ended);
                yield break;
            }

            await Task.Delay(pause, context.Host.Time, cancellationToken);
        }
    }

    private async Task<(DeploymentProgress? Progress, Deployment? Ended, TimeSpan Pause)> AskPatientlyAsync(CancellationToken cancellationToken)
    {
        var start = context.Host.Time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await AskAsync(cancellationToken);
            }
            catch (CliException failure) when (failure.Error.Retryable && context.Host.Time.GetElapsedTime(start) < Patience)
            {
                if (attempt == 0)
                {
                    context.Terminal.Faint($"Lost the connection ({failure.Message.TrimEnd('.')}); trying again. The deployment goes on meanwhile.");
                }
            }
            catch (CliException failure)
            {
                throw new CliException(
                    failure.Error with { Message = $"Lost sight of {deploymentId}, which goes on without this command: {failure.Message}" },
                    failure.ExitCode, $"See later how it went: webhost deployments get {deploymentId}", failure);
            }

            await Task.Delay(UsualPause, context.Host.Time, cancellationToken);
        }
    }

    private async Task<(DeploymentProgress? Progress, Deployment? Ended, TimeSpan Pause)> AskAsync(CancellationToken cancellationToken)
    {
        using var response = await context.Api.OpenAsync(new ApiRequest(HttpMethod.Get, $"{path}/status"), cancellationToken);
        var status = await ApiClient.ReadAsync<OrchestrationStatus>(response, cancellationToken);
        var ended = response.StatusCode == HttpStatusCode.Accepted ? null : status.Output ?? await context.Api.GetAsync<Deployment>(path, cancellationToken);
        var pause = response.Headers.RetryAfter?.Delta ?? UsualPause;
        return (status.CustomStatus, ended, TimeSpan.FromTicks(Math.Clamp(pause.Ticks, ShortestPause.Ticks, LongestPause.Ticks)));
    }
}
