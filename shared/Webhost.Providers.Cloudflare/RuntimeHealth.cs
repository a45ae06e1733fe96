using Microsoft.Extensions.Options;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Invocation;

namespace Webhost.Providers.Cloudflare;

/// <summary>
/// Looks whether the credentials, the place of the scripts and the dispatcher are in order. The outcome is kept for some seconds: whoever asks often must not use up
/// the calls that deployments need.
/// </summary>
internal sealed class RuntimeHealth(IScriptDriver driver, DispatcherClient dispatcher, IOptions<CloudflareOptions> options, TimeProvider time)
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

        var outcome = await LookAsync(cancellationToken);
        last = new Look(outcome, time.GetTimestamp());
        return outcome;
    }

    private async Task<Result<Done>> LookAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            if (await driver.CheckAsync(deadline.Token) is { } error)
            {
                return CloudflareErrors.Runtime(error);
            }

            return options.Value.Driver == CloudflareDriver.Account || await dispatcher.IsReachableAsync(deadline.Token)
                ? default(Done)
                : new Failure.RuntimeError("What answers at Cloudflare__DispatcherUrl is not the dispatcher Worker.");
        }
        catch (HttpRequestException)
        {
            return new Failure.RuntimeError("The dispatcher Worker could not be reached.", Transient: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure.RuntimeError($"Cloudflare did not answer within {Timeout.TotalSeconds:0} seconds.", Transient: true, TimedOut: true);
        }
    }

    private sealed record Look(Result<Done> Outcome, long Stamp);
}
