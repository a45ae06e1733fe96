using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using InvokeInput = Webhost.Core.Providers.InvokeInput;
using InvokeOutput = Webhost.Core.Providers.InvokeOutput;

namespace Webhost.Core.Tests.Doubles;

/// <summary>
/// A runtime in memory with one place for each agent, like a Worker: what was published last serves. A test says how it answers and what fails.
/// </summary>
internal sealed class FakeRuntime : IRuntimeProvider
{
    public const string Name = "cloudflare";

    /// <summary>By agent: which deployment's code is in place, and with which secrets.</summary>
    public ConcurrentDictionary<string, (string DeploymentId, IReadOnlyDictionary<string, string> Secrets)> Serving { get; } = new(StringComparer.Ordinal);

    /// <summary>The deployments that were last said never to have served.</summary>
    public IReadOnlyCollection<string> RemovedDeployments { get; private set; } = [];

    public Func<InvokeInput, CancellationToken, Task<Result<InvokeOutput>>> Answer { get; set; } = (_, _) =>
        Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = "hello", Usage = new Usage { Tokens = 7, ToolCalls = 1 } });

    public Func<InvokeInput, CancellationToken, IAsyncEnumerable<RuntimeEvent>> Events { get; set; } = (_, _) =>
        Of(new RuntimeEvent.Delta("hel"), new RuntimeEvent.Delta("lo"), new RuntimeEvent.UsageReported(new Usage { Tokens = 7 }), new RuntimeEvent.Completed(null, null));

    public Func<DeployInput, CancellationToken, Task<Failure?>> Publishing { get; set; } = (_, _) => Task.FromResult<Failure?>(null);

    public Func<ProviderReference, Failure?> Probing { get; set; } = _ => null;

    public Func<AgentReference, Failure?> Removing { get; set; } = _ => null;

    public HashSet<string> Sessions { get; } = new(StringComparer.Ordinal);

    /// <summary>What reading a session ends with instead; null for none.</summary>
    public Failure? SessionTrouble { get; set; }

    public string Id { get; set; } = Name;

    public RuntimeCapabilities Capabilities { get; set; } = new()
    {
        Streaming = true,
        ReadableSessions = true,
        ShipsLogs = true,
        ReportsTelemetry = true,
        SecretRotationNeedsRedeploy = false,
        SessionTimeToLive = TimeSpan.FromDays(30),
        MaximumInvocation = TimeSpan.FromSeconds(60),
        DeploymentDeadline = TimeSpan.FromSeconds(180),
        MaximumArtifactBytes = 1_000_000,
        MaximumUnpackedBytes = 10_000_000,
        MaximumVariables = 100,
        MaximumVariableBytes = 5120,
        EntrypointExtensions = [".js"],
    };

    public static async IAsyncEnumerable<RuntimeEvent> Of(params RuntimeEvent[] events)
    {
        foreach (var item in events)
        {
            await Task.Yield();
            yield return item;
        }
    }

    /// <summary>Gives some events and then none, until it is broken off.</summary>
    public static async IAsyncEnumerable<RuntimeEvent> ThenSilence(RuntimeEvent[] events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in events)
        {
            yield return item;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public async Task<Result<BuildOutput>> BuildAsync(BuildInput input, CancellationToken cancellationToken)
    {
        input.Log("built");
        var path = Path.Combine(input.WorkDirectory, "built.bin");
        await File.WriteAllTextAsync(path, "built", cancellationToken);
        return new BuildOutput { ArchivePath = path, Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["main"] = "index.js" } };
    }

    public Task<Result<ProviderReference>> DeployAsync(DeployInput input, CancellationToken cancellationToken) => PublishAsync(input, cancellationToken);

    public Task<Result<ProviderReference>> ActivateAsync(DeployInput input, CancellationToken cancellationToken) => PublishAsync(input, cancellationToken);

    public Task<Result<Done>> ProbeAsync(ProviderReference reference, string invokeSecret, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Done>>(Probing(reference) is { } failure ? failure : default(Done));

    public Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input, CancellationToken cancellationToken) => Answer(input, cancellationToken);

    public IAsyncEnumerable<RuntimeEvent> InvokeStreamingAsync(InvokeInput input, CancellationToken cancellationToken) => Events(input, cancellationToken);

    public Task<Result<Done>> HealthcheckAsync(CancellationToken cancellationToken) => Task.FromResult<Result<Done>>(default(Done));

    public decimal EstimateCost(UsageQuantities usage) => (Math.Max(usage.Requests, usage.DurableObjectOps) * 0.001m) + (usage.Tokens * 0.000_001m) + (usage.WorkersAICalls * 0.01m);

    public Task<Result<Done>> RemoveAgentAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        if (Removing(agent) is { } failure)
        {
            return Task.FromResult<Result<Done>>(failure);
        }

        Serving.TryRemove(agent.AgentId, out _);
        return Task.FromResult<Result<Done>>(default(Done));
    }

    public Task<Result<Done>> RemoveDeploymentsAsync(AgentReference agent, IReadOnlyCollection<string> deploymentIds, CancellationToken cancellationToken)
    {
        RemovedDeployments = deploymentIds;
        return Task.FromResult<Result<Done>>(default(Done));
    }

    public IAsyncEnumerable<RuntimeLogLine> ReadLogsAsync(AgentReference agent, DateTimeOffset since, CancellationToken cancellationToken) => AsyncEnumerable.Empty<RuntimeLogLine>();

    public Task<Result<RuntimeSession>> ReadSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken) =>
        Task.FromResult<Result<RuntimeSession>>(SessionTrouble is { } trouble ? trouble : Sessions.Contains(sessionId)
            ? new RuntimeSession { CreatedAt = DateTimeOffset.UnixEpoch, LastUsedAt = DateTimeOffset.UnixEpoch, SizeBytes = 1, MessageCount = 0, Messages = [] }
            : Failure.NotFound.Of("session", sessionId));

    public Task<Result<Done>> DeleteSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken)
    {
        Sessions.Remove(sessionId);
        return Task.FromResult<Result<Done>>(default(Done));
    }

    private async Task<Result<ProviderReference>> PublishAsync(DeployInput input, CancellationToken cancellationToken)
    {
        if (await Publishing(input, cancellationToken) is { } failure)
        {
            return failure;
        }

        Serving[input.Agent.AgentId] = (input.DeploymentId, input.Secrets);
        return new ProviderReference(new Dictionary<string, string>(StringComparer.Ordinal) { ["script"] = input.Agent.AgentId });
    }
}
