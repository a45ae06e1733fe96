using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Core.Artifacts;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Secrets;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Contracts.Invocation;
using Webhost.Providers.AgentCore.Aws;
using InvokeInput = Webhost.Core.Providers.InvokeInput;

namespace Webhost.Providers.AgentCore.Tests.Fakes;

/// <summary>The adapter as it is registered, over a <see cref="FakeAws"/>.</summary>
internal sealed class TestRuntime : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public TestRuntime(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings.Concat(settings.Select(item => KeyValuePair.Create(item.Key, (string?)item.Value)))).Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<ISecretVault, FakeVault>();
        collection.AddSingleton<WorkloadKeys>();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddAgentCoreRuntime(configuration);
        collection.AddSingleton(_ => new AwsHttp(Aws));
        services = collection.BuildServiceProvider();
        Provider = services.GetRequiredService<IRuntimeProvider>();
    }

    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["AgentCore:Region"] = "us-east-1",
        ["AgentCore:AccountId"] = "123456789012",
        ["AgentCore:ExecutionRoleArn"] = "arn:aws:iam::123456789012:role/agents",
        ["AgentCore:Bucket"] = "artifacts",
        ["AgentCore:ServiceUrl"] = "http://aws.test",
        ["AgentCore:S3ServiceUrl"] = "http://aws.test",
        ["AgentCore:AccessKeyId"] = "AKIDEXAMPLE",
        ["AgentCore:SecretAccessKey"] = "secret-access-key",
        ["AgentCore:ApiRetries"] = "1",
        ["Prices:agentcore:0:validFrom"] = "2026-01-01",
        ["Prices:agentcore:0:source"] = "https://aws.amazon.com/bedrock/agentcore/pricing/",
        ["Prices:agentcore:0:vcpu"] = "0.0895 per 3600000 computeMs x 0.3",
        ["Prices:agentcore:0:memory"] = "0.00945 per 3600000 sessionDurationMs|computeMs x 0.5",
    };

    public FakeAws Aws { get; } = new();

    public SkippingClock Clock { get; } = new();

    public IRuntimeProvider Provider { get; }

    public static AgentReference Agent { get; } = new("usr_0123456789abcdef0123456789abcdef", "agt_0123456789abcdef0123456789abcdef");

    public static DeployInput Deployment(string id = "dep_1", string hash = "aa", IReadOnlyDictionary<string, string>? plain = null, IReadOnlyDictionary<string, string>? secrets = null, ProviderReference? previous = null) => new()
    {
        Agent = Agent,
        DeploymentId = id,
        DeploymentVersion = 1,
        Manifest = new AgentManifest { Protocol = "invoke/v1", Runtime = "agentcore", Entrypoint = "main.py" },
        OpenArchiveAsync = _ => Task.FromResult<Stream>(new MemoryStream("archive"u8.ToArray())),
        BuildFacts = new Dictionary<string, string>(StringComparer.Ordinal) { ["codeRuntime"] = "PYTHON_3_12", ["entryPoint"] = "main.py", ["sha256"] = hash },
        Plain = plain ?? new Dictionary<string, string>(StringComparer.Ordinal),
        Secrets = secrets ?? new Dictionary<string, string>(StringComparer.Ordinal),
        Telemetry = new TelemetryBinding { EndpointUrl = new Uri("http://127.0.0.1:7071/v1/telemetry/report"), TelemetrySecret = "telemetry-secret", InvokeSecret = "invoke-secret" },
        SessionTimeToLive = TimeSpan.FromMinutes(15),
        Entitled = true,
        Previous = previous,
    };

    public static InvokeInput Invocation(string session = "ses_1", TimeSpan? timeout = null, bool entitled = true) => new()
    {
        Agent = Agent,
        DeploymentId = "dep_1",
        Reference = new RuntimeReference("arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/a-1", "a-1", "2", "live", "dep_1").ToProviderReference(),
        InvokeSecret = "invoke-secret",
        InvocationId = "inv_1",
        SessionId = session,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Messages = [new Message { Role = "user", Content = "earlier" }, new Message { Role = "assistant", Content = "yes" }, new Message { Role = "user", Content = "hi" }],
        Timeout = timeout ?? TimeSpan.FromSeconds(30),
        Limits = new LimitsContext { Tier = "pro", Entitled = entitled, Remaining = new QuotaAmounts(1_000, 1_000_000, 1_000_000, QuotaAmounts.Unlimited) },
    };

    /// <summary>Starts what works behind answers.</summary>
    public async Task StartAsync()
    {
        foreach (var hosted in services.GetServices<Microsoft.Extensions.Hosting.IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Ends what works behind answers, when it has done what it was asked for.</summary>
    public async Task StopAsync()
    {
        foreach (var hosted in services.GetServices<Microsoft.Extensions.Hosting.IHostedService>())
        {
            await hosted.StopAsync(CancellationToken.None);
        }
    }

    public async Task<IReadOnlyList<RuntimeEvent>> StreamAsync(InvokeInput input)
    {
        var events = new List<RuntimeEvent>();
        await foreach (var item in Provider.InvokeStreamingAsync(input, CancellationToken.None))
        {
            events.Add(item);
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Aws.Dispose();
    }
}
