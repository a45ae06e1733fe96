using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using InvokeInput = Webhost.Core.Providers.InvokeInput;
using InvokeOutput = Webhost.Core.Providers.InvokeOutput;

namespace Webhost.Providers.Conformance.Tests.InMemory;

/// <summary>
/// A third runtime, which lives here alone: agents are a file that names their version, and what they do is written below. It shows that a runtime needs an implementation of the
/// interface and a line that registers it, and nothing else anywhere.
/// </summary>
internal sealed class InMemoryProvider : IRuntimeProvider
{
    private readonly ConcurrentDictionary<string, Deployed> serving = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Agent, string Session), int> counts = new();

    public string Id => "memory";

    public RuntimeCapabilities Capabilities { get; } = new()
    {
        Streaming = true,
        ReadableSessions = false,
        ShipsLogs = false,
        ReportsTelemetry = false,
        SecretRotationNeedsRedeploy = false,
        SessionTimeToLive = TimeSpan.FromHours(1),
        MaximumInvocation = TimeSpan.FromMinutes(1),
        DeploymentDeadline = TimeSpan.FromMinutes(1),
        MaximumArtifactBytes = 1_000_000,
        MaximumUnpackedBytes = 1_000_000,
        MaximumVariables = 10,
        MaximumVariableBytes = 1000,
        EntrypointExtensions = [".txt"],
    };

    public async Task<Result<BuildOutput>> BuildAsync(BuildInput input, CancellationToken cancellationToken)
    {
        var path = Path.Combine(input.WorkDirectory, "agent.txt");
        File.Copy(Path.Combine(input.SourceDirectory, input.Manifest.Entrypoint), path);
        input.Log("Copied.");
        await Task.CompletedTask;
        return new BuildOutput { ArchivePath = path, Facts = new Dictionary<string, string>(StringComparer.Ordinal) };
    }

    public async Task<Result<ProviderReference>> DeployAsync(DeployInput input, CancellationToken cancellationToken)
    {
        if (!input.Entitled)
        {
            return new Failure.Denied("Your plan does not include the runtime 'memory'.");
        }

        await using var archive = await input.OpenArchiveAsync(cancellationToken);
        using var reader = new StreamReader(archive, Encoding.UTF8);
        serving[input.Agent.AgentId] = new Deployed(input.DeploymentId, (await reader.ReadToEndAsync(cancellationToken)).Trim(), new Dictionary<string, string>(input.Secrets, StringComparer.Ordinal));
        return new ProviderReference(new Dictionary<string, string>(StringComparer.Ordinal) { ["agentId"] = input.Agent.AgentId, ["deploymentId"] = input.DeploymentId });
    }

    public Task<Result<ProviderReference>> ActivateAsync(DeployInput input, CancellationToken cancellationToken) => DeployAsync(input, cancellationToken);

    public Task<Result<Done>> ProbeAsync(ProviderReference reference, string invokeSecret, CancellationToken cancellationToken) => Task.FromResult<Result<Done>>(
        serving.TryGetValue(reference["agentId"], out var deployed) && deployed.DeploymentId == reference["deploymentId"] ? default(Done) : new Failure.RuntimeError("Another deployment serves.", Transient: true));

    public async Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input, CancellationToken cancellationToken)
    {
        if (!input.Limits.Entitled)
        {
            return new Failure.Denied("Your plan does not include the runtime 'memory'.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(input.Timeout);
        try
        {
            return serving.TryGetValue(input.Agent.AgentId, out var deployed) ? await ActAsync(deployed, input, deadline.Token) : new Failure.NotFound("The agent is not here.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure.RuntimeError("The agent took too long.", TimedOut: true) { ErrorClass = "limit" };
        }
    }

    public async IAsyncEnumerable<RuntimeEvent> InvokeStreamingAsync(InvokeInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!(await InvokeAsync(input, cancellationToken)).TryGet(out var output, out var failure))
        {
            yield return new RuntimeEvent.Failed(failure);
            yield break;
        }

        foreach (var word in output.Text.Split(' ').Select((word, index) => index == 0 ? word : $" {word}"))
        {
            yield return new RuntimeEvent.Delta(word);
        }

        yield return new RuntimeEvent.UsageReported(output.Usage ?? new Usage());
        yield return new RuntimeEvent.Completed(Messages: null, Data: null);
    }

    public Task<Result<Done>> HealthcheckAsync(CancellationToken cancellationToken) => Task.FromResult<Result<Done>>(default(Done));

    public decimal EstimateCost(UsageQuantities usage) => (usage.Requests * 0.000_001m) + (usage.ComputeMs * 0.000_000_1m);

    public Task<Result<Done>> RemoveAgentAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        serving.TryRemove(agent.AgentId, out _);
        return Task.FromResult<Result<Done>>(default(Done));
    }

    public Task<Result<Done>> RemoveDeploymentsAsync(AgentReference agent, IReadOnlyCollection<string> deploymentIds, CancellationToken cancellationToken) => Task.FromResult<Result<Done>>(default(Done));

    public IAsyncEnumerable<RuntimeLogLine> ReadLogsAsync(AgentReference agent, DateTimeOffset since, CancellationToken cancellationToken) => AsyncEnumerable.Empty<RuntimeLogLine>();

    public Task<Result<RuntimeSession>> ReadSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken) =>
        Task.FromResult<Result<RuntimeSession>>(Failure.NotFound.Of("session", sessionId));

    public Task<Result<Done>> DeleteSessionAsync(ProviderReference reference, string invokeSecret, string sessionId, CancellationToken cancellationToken)
    {
        counts.TryRemove((reference["agentId"], sessionId), out _);
        return Task.FromResult<Result<Done>>(default(Done));
    }

    private async Task<Result<InvokeOutput>> ActAsync(Deployed deployed, InvokeInput input, CancellationToken cancellationToken)
    {
        switch (input.Messages[^1].Content)
        {
            case ['e', 'c', 'h', 'o', ' ', .. var rest]:
                return new InvokeOutput { Text = rest };
            case "count":
                return new InvokeOutput { Text = $"{deployed.Version} {counts.AddOrUpdate((input.Agent.AgentId, input.SessionId), 1, (_, count) => count + 1)}" };
            case "stream":
                return new InvokeOutput { Text = "one two three" };
            case "slow":
                await Task.Delay(TimeSpan.FromMinutes(1), cancellationToken);
                return new InvokeOutput { Text = "late" };
            case "secret":
                return new InvokeOutput { Text = deployed.Secrets.GetValueOrDefault("KEY", "none") };
            case "usage":
                return new InvokeOutput { Text = "used", Usage = new Usage { Tokens = 7, ToolCalls = 2 } };
            default:
                return new Failure.RuntimeError("The agent failed.");
        }
    }

    private sealed record Deployed(string DeploymentId, string Version, IReadOnlyDictionary<string, string> Secrets);
}
