using Webhost.Contracts.Invocation;
using Webhost.Core.Artifacts;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using InvokeInput = Webhost.Core.Providers.InvokeInput;

namespace Webhost.Providers.Conformance.Tests;

/// <summary>An agent of its own for one test, deployed and invoked through the public interface alone.</summary>
internal sealed class TestAgent(RuntimeFixture runtime) : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wh-conformance-").FullName;
    private int version;

    public AgentReference Agent { get; } = new($"usr_{Guid.CreateVersion7():n}", $"agt_{Guid.CreateVersion7():n}");

    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    public ProviderReference Reference { get; private set; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    private string InvokeSecret { get; } = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray());

    public async Task<DeployInput> BuildAsync(string name = "first")
    {
        var id = $"dep_{Guid.CreateVersion7():n}";
        var (source, work) = (Directory.CreateDirectory(Path.Combine(folder, id, "source")).FullName, Directory.CreateDirectory(Path.Combine(folder, id, "work")).FullName);
        foreach (var (file, text) in runtime.Source(name))
        {
            await File.WriteAllTextAsync(Path.Combine(source, file), text);
        }

        var manifest = new AgentManifest { Protocol = "invoke/v1", Runtime = runtime.Provider.Id, Entrypoint = runtime.Entrypoint, OptionalKeys = ["KEY"] };
        var built = await runtime.Provider.BuildAsync(new BuildInput { SourceDirectory = source, WorkDirectory = work, Manifest = manifest, Log = _ => { } }, CancellationToken.None);
        return new DeployInput
        {
            Agent = Agent,
            DeploymentId = id,
            DeploymentVersion = ++version,
            Manifest = manifest,
            OpenArchiveAsync = _ => Task.FromResult<Stream>(File.OpenRead(built.Value.ArchivePath)),
            BuildFacts = built.Value.Facts,
            Plain = new Dictionary<string, string>(StringComparer.Ordinal),
            Secrets = Secrets,
            Telemetry = new TelemetryBinding { EndpointUrl = runtime.TelemetryUrl, InvokeSecret = InvokeSecret, TelemetrySecret = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray()) },
            SessionTimeToLive = runtime.Provider.Capabilities.SessionTimeToLive,
            Entitled = true,
        };
    }

    public async Task<DeployInput> DeployAsync(string name = "first", IReadOnlyDictionary<string, string>? plain = null)
    {
        var input = await BuildAsync(name);
        input = input with { Plain = plain ?? input.Plain };
        Take(await runtime.Provider.DeployAsync(input, CancellationToken.None));
        Assert.True((await runtime.Provider.ProbeAsync(Reference, InvokeSecret, CancellationToken.None)).TryGet(out _, out var failure), failure?.Message);
        return input with { Previous = Reference };
    }

    public async Task ActivateAsync(DeployInput input)
    {
        Take(await runtime.Provider.ActivateAsync(input, CancellationToken.None));
        Assert.True((await runtime.Provider.ProbeAsync(Reference, InvokeSecret, CancellationToken.None)).TryGet(out _, out var failure), failure?.Message);
    }

    public InvokeInput Input(string prompt, string? session = null) => new()
    {
        Agent = Agent,
        DeploymentId = Reference["deploymentId"],
        Reference = Reference,
        InvokeSecret = InvokeSecret,
        InvocationId = $"inv_{Guid.CreateVersion7():n}",
        SessionId = session ?? $"ses_{Guid.CreateVersion7():n}",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Messages = [new Message { Role = "user", Content = prompt }],
        Timeout = TimeSpan.FromSeconds(30),
        Limits = new LimitsContext { Tier = "free", Entitled = true, Remaining = new QuotaAmounts(1_000, 1_000_000, 1_000_000, QuotaAmounts.Unlimited) },
    };

    public async Task<string> AskAsync(string prompt, string? session = null)
    {
        var answer = await runtime.Provider.InvokeAsync(Input(prompt, session), CancellationToken.None);
        return answer.TryGet(out var output, out var failure) ? output.Text : $"failed: {failure.Message}";
    }

    public async ValueTask DisposeAsync()
    {
        var removed = await runtime.Provider.RemoveAgentAsync(Agent, CancellationToken.None);
        Directory.Delete(folder, recursive: true);
        Assert.True(removed.Succeeded);
    }

    private void Take(Result<ProviderReference> published)
    {
        Assert.True(published.TryGet(out var reference, out var failure), failure?.Message);
        Reference = reference;
    }
}
