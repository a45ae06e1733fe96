using Webhost.Contracts.Health;
using Webhost.Core.Providers;
using Webhost.Core.Secrets;
using Webhost.Storage;

namespace Webhost.Functions.Health;

/// <summary>Asks everything that the control plane stands on; an answer is good for a second, so that many probes cost as much as one.</summary>
internal sealed class ReadinessChecks(StorageSetup storage, ISecretVault vault, RuntimeProviders providers, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim one = new(1, 1);
    private Readiness? last;
    private long lastAt;

    public async Task<Readiness> RunAsync()
    {
        await one.WaitAsync();
        try
        {
            if (last is null || time.GetElapsedTime(lastAt) > Fresh)
            {
                last = await AskAsync();
                lastAt = time.GetTimestamp();
            }

            return last;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<Readiness> AskAsync()
    {
        var asked = new List<(string Name, Task<ReadinessCheck> Check)>
        {
            ("storage", CheckAsync(storage.CheckAsync, "Storage does not answer.")),
            ("vault", CheckAsync(vault.CheckAsync, "The vault does not answer.")),
        };
        asked.AddRange(providers.All.Select(provider => (provider.Id, CheckAsync(provider))));
        await Task.WhenAll(asked.Select(item => item.Check));
        var checks = new Dictionary<string, ReadinessCheck>(StringComparer.Ordinal);
        foreach (var (name, check) in asked)
        {
            checks.Add(name, await check);
        }

        return new Readiness { Ready = checks.Values.All(check => check.Ok), Checks = checks };
    }

    private async Task<ReadinessCheck> CheckAsync(IRuntimeProvider provider)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return (await provider.HealthcheckAsync(patience.Token)).TryGet(out _, out var failure) ? new ReadinessCheck(Ok: true, Message: null) : new ReadinessCheck(Ok: false, failure.Message);
        }
        catch (OperationCanceledException)
        {
            return new ReadinessCheck(Ok: false, $"The runtime '{provider.Id}' does not answer in time.");
        }
    }

    private async Task<ReadinessCheck> CheckAsync(Func<CancellationToken, Task> ask, string trouble)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await ask(patience.Token);
            return new ReadinessCheck(Ok: true, Message: null);
        }
        catch (Exception exception) when (exception is Azure.RequestFailedException or AggregateException or OperationCanceledException or HttpRequestException)
        {
            return new ReadinessCheck(Ok: false, trouble);
        }
    }
}
