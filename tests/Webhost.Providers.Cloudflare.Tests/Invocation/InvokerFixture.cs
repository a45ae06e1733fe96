using Microsoft.Extensions.Options;
using Webhost.Contracts.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Providers.Cloudflare.Invocation;
using InvokeInput = Webhost.Core.Providers.InvokeInput;

namespace Webhost.Providers.Cloudflare.Tests.Invocation;

/// <summary>The invocation side of the adapter, pointed at a server of the test's.</summary>
internal sealed class InvokerFixture : IDisposable
{
    private readonly CloudflareHttp http = new();

    public InvokerFixture(string dispatcherUrl, Action<CloudflareOptions>? change = null)
    {
        var options = new CloudflareOptions { DispatcherUrl = dispatcherUrl };
        change?.Invoke(options);
        var wrapped = Options.Create(options);
        var dispatcher = new DispatcherClient(http, new DispatcherAddress(wrapped), wrapped, TimeProvider.System);
        Invoker = new AgentInvoker(dispatcher, wrapped);
        Probe = new AgentProbe(dispatcher, wrapped, TimeProvider.System);
        Sessions = new AgentSessions(dispatcher, wrapped);
    }

    public static ProviderReference Reference { get; } = WorkerReference.Create("wh-test", new Uri("http://unused.test/"), "dep_1");

    public AgentInvoker Invoker { get; }

    public AgentProbe Probe { get; }

    public AgentSessions Sessions { get; }

    public static InvokeInput Input(TimeSpan? timeout = null) => new()
    {
        Agent = new AgentReference("usr_1", "agt_1"),
        DeploymentId = "dep_1",
        Reference = Reference,
        InvokeSecret = "secret",
        InvocationId = "inv_1",
        SessionId = "ses_1",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Messages = [new Message { Role = "user", Content = "hi" }],
        Options = new InvokeOptions { MaxSteps = 3 },
        Timeout = timeout ?? TimeSpan.FromSeconds(30),
        Limits = new LimitsContext { Tier = "free", Entitled = true, Remaining = new QuotaAmounts(1_000, 1_000_000, 1_000_000, QuotaAmounts.Unlimited) },
    };

    public async Task<List<RuntimeEvent>> StreamAsync(InvokeInput input, CancellationToken cancellationToken = default)
    {
        var events = new List<RuntimeEvent>();
        await foreach (var item in Invoker.InvokeStreamingAsync(input, cancellationToken))
        {
            events.Add(item);
        }

        return events;
    }

    public void Dispose() => http.Dispose();
}
