using System.Threading.Channels;
using Amazon.BedrockAgentCore.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>
/// Stops sessions: at once for those who wait for it, behind the answer for invocations that nobody waits for any more. A session that runs on costs money until its idle time is over.
/// </summary>
internal sealed class SessionStopper(AwsClients clients, AwsCalls calls, SessionUse sessions, TimeProvider time, ILogger<SessionStopper> logger) : BackgroundService
{
    private const int Capacity = 10_000;

    private readonly Channel<Session> waiting = Channel.CreateBounded<Session>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Stops a session behind the caller's back.</summary>
    public void Later(string agentId, RuntimeReference runtime, string session) => waiting.Writer.TryWrite(new Session(agentId, runtime, session));

    /// <summary>Stops a session. Idempotent.</summary>
    public async Task<Result<Done>> StopAsync(RuntimeReference runtime, string session, CancellationToken cancellationToken) =>
        await SendAsync(runtime, session, cancellationToken) is { } error ? AwsErrors.Runtime(error) : default(Done);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var session in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (await SendAsync(session.Runtime, session.Id, stoppingToken) is { } error)
            {
                AwsLog.NotStopped(logger, session.AgentId, error.Kind, error.Code, error.RequestId);
            }
        }
    }

    // A session that is being made or unmade can be stopped a moment later.
    private async Task<AwsError?> SendAsync(RuntimeReference runtime, string session, CancellationToken cancellationToken)
    {
        var request = new StopRuntimeSessionRequest { AgentRuntimeArn = runtime.Arn, Qualifier = runtime.Endpoint, RuntimeSessionId = session, ClientToken = NewToken() };
        var stopped = await calls.RunAsync("StopRuntimeSession", token => clients.RepeatableData.StopRuntimeSessionAsync(request, token), cancellationToken);
        if (stopped.Error is { Kind: not AwsErrorKind.NotFound } error)
        {
            return error;
        }

        sessions.Forget(session);
        return null;
    }

    // Of this call alone: a session of the same name may begin anew, and AWS answers a token that it knows without stopping anything. The SDK's own attempts repeat the request, its token included.
    private string NewToken() => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    private sealed record Session(string AgentId, RuntimeReference Runtime, string Id);
}
