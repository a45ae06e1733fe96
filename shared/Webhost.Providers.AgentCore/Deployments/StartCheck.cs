using System.Net.Http;
using Amazon.BedrockAgentCore.Model;
using Amazon.BedrockAgentCoreControl.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;
using Webhost.Providers.AgentCore.Invocation;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>
/// Starts a new version once, before any caller can meet it: in a session of its own, through the endpoint that follows the newest version. AgentCore starts sessions for invocations alone, so it is
/// sent one whose body is no JSON: an agent that does not start is told of before its code sees anything, and one that does refuses what it can't read. So only AgentCore's own word that the
/// agent did not start fails a deployment; whatever else comes of the call shows that it runs.
/// </summary>
internal sealed class StartCheck(AwsClients clients, AwsCalls calls, Readiness readiness, SessionStopper stopper, IOptions<AgentCoreOptions> options, TimeProvider time, ILogger<StartCheck> logger)
{
    private const string NewestEndpoint = "DEFAULT";
    private const string Json = "application/json";
    private const int MaximumSaid = 2_000;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Null when the version starts, or can't be asked; otherwise why the deployment fails.</summary>
    public async Task<Failure?> CheckAsync(GetAgentRuntimeResponse version, string agentId, string deploymentId, CancellationToken cancellationToken)
    {
        if (!options.Value.StartCheck)
        {
            return null;
        }

        if (!(await IsNewestAsync(version, cancellationToken)).TryGet(out var isNewest, out var failure))
        {
            return failure;
        }

        if (!isNewest)
        {
            return null;
        }

        var runtime = new RuntimeReference(version.AgentRuntimeArn, version.AgentRuntimeId, version.AgentRuntimeVersion, NewestEndpoint, deploymentId);
        var session = SessionName.Of(runtime.Arn, $"start check of {deploymentId} as {runtime.Version}");
        try
        {
            return FailureOf(await StartAsync(runtime, session, cancellationToken));
        }
        finally
        {
            stopper.Later(agentId, runtime, session);
        }
    }

    // The endpoint follows a moment behind. A newer version than this one means that this deployment has been overtaken.
    private Task<Result<bool>> IsNewestAsync(GetAgentRuntimeResponse version, CancellationToken cancellationToken) => readiness.WaitAsync<bool>(
        "the agent's newest version",
        async token =>
        {
            var answer = await calls.RunAsync(
                "GetAgentRuntimeEndpoint",
                call => clients.Control.GetAgentRuntimeEndpointAsync(new GetAgentRuntimeEndpointRequest { AgentRuntimeId = version.AgentRuntimeId, EndpointName = NewestEndpoint }, call),
                token);
            if (answer.Error is { Kind: AwsErrorKind.NotFound })
            {
                return null;
            }

            if (!answer.TryGet(out var endpoint, out var error))
            {
                return AwsErrors.Deployment(error);
            }

            return RuntimeLocator.NumberOf(endpoint.LiveVersion).CompareTo(RuntimeLocator.NumberOf(version.AgentRuntimeVersion)) switch
            {
                < 0 => null,
                0 => true,
                _ => false,
            };
        },
        cancellationToken);

    private async Task<AwsError?> StartAsync(RuntimeReference runtime, string session, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var error = await SendAsync(runtime, session, cancellationToken);
            if (error?.Kind is not (AwsErrorKind.PassingConflict or AwsErrorKind.Throttled) || time.GetElapsedTime(started) > options.Value.InvokePatience)
            {
                return error;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<AwsError?> SendAsync(RuntimeReference runtime, string session, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LongestAnswer, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var body = new MemoryStream("This is no invocation: the platform looks whether the agent starts."u8.ToArray());
        try
        {
            var request = new InvokeAgentRuntimeRequest { AgentRuntimeArn = runtime.Arn, Qualifier = runtime.Endpoint, RuntimeSessionId = session, ContentType = Json, Accept = Json, Payload = body };
            using var answer = await clients.Data.InvokeAgentRuntimeAsync(request, stop.Token);
            return null;
        }
        catch (Exception exception) when (AwsCalls.IsRefusal(exception, cancellationToken))
        {
            return AwsErrors.Of(exception);
        }
    }

    private Failure? FailureOf(AwsError? error)
    {
        switch (error?.Kind)
        {
            case null:
                return null;
            case AwsErrorKind.AgentFailed when AgentFailures.DidNotStart(error):
                return new Failure.DeploymentFailed(
                    "The agent does not start: it must answer GET /ping on port 8080 within 30 seconds, and a mistake in its code or a missing package ends it before that. " +
                    $"AgentCore says: {Excerpt.Of(error.Message!, MaximumSaid)}");
            case AwsErrorKind.AgentFailed:
                return null;
            case AwsErrorKind.Invalid or AwsErrorKind.Quota or AwsErrorKind.TimedOut or AwsErrorKind.BrokenOff:
                // Nothing that a deployment could be blamed for.
                AwsLog.NotChecked(logger, error.Kind, error.Code, error.RequestId);
                return null;
            default:
                return AwsErrors.Deployment(error);
        }
    }
}
