using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>Waits for what AWS makes behind its answers, with growing pauses.</summary>
internal sealed class Readiness(IOptions<AgentCoreOptions> options, TimeProvider time, ILogger<Readiness> logger)
{
    private const int MaximumReason = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    /// <summary>Looks again until there is a result; a failure when that takes too long.</summary>
    /// <param name="what">What is waited for, for people.</param>
    /// <param name="look">Gives a result, or null as long as there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<T>> WaitAsync<T>(string what, Func<CancellationToken, Task<Result<T>?>> look, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Value.ReadyTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                if (await look(stop.Token) is { } result)
                {
                    return result;
                }

                await Task.Delay(pause, time, stop.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            AwsLog.NotReady(logger, what, "it took too long");
            return new Failure.DeploymentFailed($"AWS did not make {what} ready within {options.Value.ReadyTimeout.TotalSeconds:0} seconds. Deploy again.", Transient: true);
        }
    }

    /// <summary>The failure of something that AWS could not make.</summary>
    public Failure.DeploymentFailed Failed(string what, string? reason)
    {
        AwsLog.NotReady(logger, what, reason);
        var shown = string.IsNullOrWhiteSpace(reason) ? "It named no reason." : Excerpt.Of(reason, MaximumReason);
        return new Failure.DeploymentFailed($"AWS could not make {what}: {shown}");
    }
}
