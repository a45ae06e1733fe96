using Amazon.BedrockAgentCoreControl.Model;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore;

/// <summary>
/// Looks whether AWS accepts the credentials and answers. The outcome is kept for some seconds: whoever asks often must not use up the calls that deployments need.
/// </summary>
internal sealed class RuntimeHealth(AwsClients clients, AwsCalls calls, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeptWhenWell = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeptWhenUnwell = TimeSpan.FromSeconds(2);

    private Look? last;

    public async Task<Result<Done>> CheckAsync(CancellationToken cancellationToken)
    {
        if (last is { } look && time.GetElapsedTime(look.Stamp) < (look.Outcome.Succeeded ? KeptWhenWell : KeptWhenUnwell))
        {
            return look.Outcome;
        }

        var listed = await calls.RunAsync("ListAgentRuntimes", token => clients.Control.ListAgentRuntimesAsync(new ListAgentRuntimesRequest { MaxResults = 1 }, token), Timeout, cancellationToken);
        Result<Done> outcome = listed.Error is { } error ? AwsErrors.Runtime(error) : default(Done);
        last = new Look(outcome, time.GetTimestamp());
        return outcome;
    }

    private sealed record Look(Result<Done> Outcome, long Stamp);
}
