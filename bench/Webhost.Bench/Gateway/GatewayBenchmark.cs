using Webhost.Bench.Measuring;
using Webhost.Bench.Processes;
using Webhost.Bench.Stack;

namespace Webhost.Bench.Gateway;

/// <summary>
/// What the control plane adds to an invocation, with everything real but the runtime, which answers at once: beside a bare .NET proxy and nginx in front of
/// the same runtime.
/// </summary>
internal sealed class GatewayBenchmark : IBenchmark
{
    private const int Connections = 32;
    private const int LoadRounds = 4;
    private const string Direct = "no proxy";
    private const string Bare = ".NET proxy";
    private const string Web = "nginx";
    private const string Own = "gateway";

    private static readonly Turns Turns = new(WarmUp: 5_000, Rounds: 30, Batch: 150);
    private static readonly TimeSpan LoadTurn = TimeSpan.FromSeconds(2);

    public string Name => "gateway";

    public string Description => "the control plane's invoke path before a runtime that answers at once, beside a bare .NET proxy and nginx";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        StackSettings settings = LocalStack.NewSettings();
        await using ServedProcess runtime = await StartAsync(new InstantRuntime(), InstantRuntime.DispatcherVariable, settings.Address("Dispatcher"), cancellationToken);
        await using ServedProcess bare = await StartAsync(new BareProxy(), BareProxy.UpstreamVariable, runtime.Address, cancellationToken);
        await using Nginx? nginx = await Nginx.StartAsync(runtime.Address, cancellationToken);
        settings.Variables["Cloudflare__DispatcherUrl"] = runtime.Address.AbsoluteUri;
        await using LocalStack stack = await LocalStack.StartAsync(settings, cancellationToken);
        DeployedSample agent = await DeployedSample.CreateAsync(stack, Sample.Echo, cancellationToken);

        List<Table> tables = [];
        string[] baselines = nginx is null ? [Bare] : [Bare, Web];
        foreach (bool events in (bool[])[false, true])
        {
            HttpCall call = agent.Invoke(events, "bench");
            List<Target> targets = [new(Direct, runtime.Address, call) { Session = runtime.Session }, new(Bare, bare.Address, call) { Session = bare.Session }];
            if (nginx is not null)
                targets.Add(new(Web, nginx.Address, call) { Session = nginx.Session });
            targets.Add(new(Own, stack.ControlPlane, call) { Session = stack.ControlPlaneSession, SettleAsync = stack.SettleAsync });

            string what = events ? "events" : "JSON";
            IReadOnlyList<Series> alone = await Alternating.MeasureAsync(targets, Turns, cancellationToken);
            tables.Add(new Table($"gateway: {what}, one connection, {alone[0].Count:N0} requests each in alternating batches", alone, baselines));
            IReadOnlyList<Series> loaded = await Load.MeasureAsync(targets, Connections, LoadTurn, LoadRounds, cancellationToken);
            tables.Add(new Table($"gateway: {what}, {Connections} connections, {LoadRounds} × {LoadTurn.TotalSeconds:0} s each in turns", loaded, baselines) { ComparesThroughput = true });
        }

        List<string> notes = [$"{Environment.ProcessorCount} processors are shared by the client, the proxy, the runtime and, for the gateway, its storage"];
        if (nginx is null)
            notes.Add("nginx is missing, so that there is no comparison with it (as root: apt-get install nginx)");
        return new(tables, []) { Notes = notes };
    }

    private static Task<ServedProcess> StartAsync(IServer server, string variable, Uri address, CancellationToken cancellationToken) =>
        ServedProcess.StartAsync(server, new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = address.AbsoluteUri }, cancellationToken);
}
