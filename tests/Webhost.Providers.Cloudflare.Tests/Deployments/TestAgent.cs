using Webhost.Contracts.Invocation;
using Webhost.Core.Artifacts;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using InvokeInput = Webhost.Core.Providers.InvokeInput;
using InvokeOutput = Webhost.Core.Providers.InvokeOutput;

namespace Webhost.Providers.Cloudflare.Tests.Deployments;

/// <summary>An agent of its own for one test, deployed and invoked through the adapter's public interface.</summary>
internal sealed class TestAgent(LocalCloudflare cloudflare, IRuntimeProvider? provider = null) : IAsyncDisposable
{
    private readonly IRuntimeProvider provider = provider ?? cloudflare.Provider;
    private readonly string folder = Directory.CreateTempSubdirectory("wh-agent-").FullName;
    private int version;

    public AgentReference Agent { get; } = new($"usr_{Guid.CreateVersion7():n}", $"agt_{Guid.CreateVersion7():n}");

    public string InvokeSecret { get; } = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray());

    public Dictionary<string, string> Plain { get; } = [];

    public Dictionary<string, string> Secrets { get; } = [];

    public ProviderReference? Reference { get; set; }

    /// <summary>Builds a source that consists of files.</summary>
    public async Task<Result<DeployInput>> BuildAsync(IReadOnlyDictionary<string, string> files, string entrypoint, string? framework = null, IReadOnlyList<string>? durableObjects = null)
    {
        var id = $"dep_{Guid.CreateVersion7():n}";
        var (source, work) = (Path.Combine(folder, id, "source"), Directory.CreateDirectory(Path.Combine(folder, id, "work")).FullName);
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(source, name))!);
            await File.WriteAllTextAsync(Path.Combine(source, name), text);
        }

        var manifest = new AgentManifest { Protocol = "invoke/v1", Runtime = "cloudflare", Entrypoint = entrypoint, Framework = framework, DurableObjects = durableObjects ?? [] };
        var built = await provider.BuildAsync(new BuildInput { SourceDirectory = source, WorkDirectory = work, Manifest = manifest, Log = _ => { } }, CancellationToken.None);
        if (!built.TryGet(out var output, out var failure))
        {
            return failure;
        }

        return new DeployInput
        {
            Entitled = true,
            Agent = Agent,
            DeploymentId = id,
            DeploymentVersion = ++version,
            Manifest = manifest,
            OpenArchiveAsync = _ => Task.FromResult<Stream>(File.OpenRead(output.ArchivePath)),
            BuildFacts = output.Facts,
            Plain = Plain,
            Secrets = Secrets,
            Telemetry = new TelemetryBinding { EndpointUrl = cloudflare.TelemetryUrl, InvokeSecret = InvokeSecret, TelemetrySecret = $"telemetry-secret-of-{id}" },
            SessionTimeToLive = TimeSpan.FromHours(1),
        };
    }

    /// <summary>Builds, deploys and probes an agent of one file, all of which must succeed.</summary>
    public Task<DeployInput> DeployAsync(string code, IReadOnlyList<string>? durableObjects = null) =>
        DeployAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = code }, "index.js", framework: null, durableObjects);

    public async Task<DeployInput> DeployAsync(IReadOnlyDictionary<string, string> files, string entrypoint, string? framework = null, IReadOnlyList<string>? durableObjects = null)
    {
        var input = (await BuildAsync(files, entrypoint, framework, durableObjects)).Value;
        Reference = (await provider.DeployAsync(input, CancellationToken.None)).Value;
        Assert.True((await provider.ProbeAsync(Reference, InvokeSecret, CancellationToken.None)).TryGet(out _, out var failure), failure?.Message);
        return input;
    }

    public async Task<Result<ProviderReference>> PublishAsync(DeployInput input)
    {
        var published = await provider.ActivateAsync(input, CancellationToken.None);
        if (published.TryGet(out var reference, out _))
        {
            Reference = reference;
        }

        return published;
    }

    public InvokeInput Input(string text, string session = "ses_1", string? invocation = null) => new()
    {
        Agent = Agent,
        DeploymentId = Reference!["deploymentId"],
        Reference = Reference,
        InvokeSecret = InvokeSecret,
        InvocationId = invocation ?? $"inv_{Guid.CreateVersion7():n}",
        SessionId = session,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Messages = [new Message { Role = "user", Content = text }],
        Timeout = TimeSpan.FromSeconds(20),
        Limits = new LimitsContext { Tier = "free", Entitled = true, Remaining = new QuotaAmounts(1_000, 1_000_000, 1_000_000, QuotaAmounts.Unlimited) },
    };

    public Task<Result<InvokeOutput>> InvokeAsync(InvokeInput input) => provider.InvokeAsync(input, CancellationToken.None);

    public async Task<string> AskAsync(string text, string session = "ses_1") => (await InvokeAsync(Input(text, session))).Value.Text;

    public async ValueTask DisposeAsync()
    {
        await provider.RemoveAgentAsync(Agent, CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }
}
