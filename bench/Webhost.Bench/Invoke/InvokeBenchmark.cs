using System.Globalization;
using Webhost.Bench.Measuring;
using Webhost.Bench.Stack;

namespace Webhost.Bench.Invoke;

/// <summary>An invocation on its whole way: client, gateway, dispatcher Worker, the agent's Worker and Durable Object, and back.</summary>
internal sealed class InvokeBenchmark : IBenchmark
{
    private const double AllowedMilliseconds = 5;
    private static readonly Turns Turns = new(WarmUp: 400, Rounds: 30, Batch: 20);

    public string Name => "invoke";

    public string Description => "the echo sample, from the client through the gateway to its Durable Object and back";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        await using LocalStack stack = await LocalStack.StartAsync(LocalStack.NewSettings(), cancellationToken);
        DeployedSample agent = await DeployedSample.CreateAsync(stack, Sample.Echo, cancellationToken);
        Target health = new("control plane alone (healthz)", stack.ControlPlane, HttpCall.Get("/healthz"));
        Target[] targets =
        [
            health,
            Invoked("JSON, session goes on", round => agent.Invoke(events: false, Session("json", round))),
            Invoked("JSON, new session", _ => agent.Invoke(events: false, session: null)),
            Invoked("events, session goes on", round => agent.Invoke(events: true, Session("events", round))),
            Invoked("events, new session", _ => agent.Invoke(events: true, session: null)),
        ];
        IReadOnlyList<Series> series = await Alternating.MeasureAsync(targets, Turns, cancellationToken);
        return new(
            [new Table($"invoke: the echo sample over one connection, {series[0].Count:N0} invocations each in alternating batches", series, health.Name) { Milliseconds = true }],
            [.. series.Skip(1).Select(each => new Budget($"{each.Name}, p50", each.Percentile(0.5) / 1000, AllowedMilliseconds, "ms"))]);

        Target Invoked(string name, Func<int, HttpCall> call) => new(name, stack.ControlPlane, call) { SettleAsync = stack.SettleAsync };
    }

    // Each round is a conversation of its own, of as many turns as a batch has requests.
    private static string Session(string kind, int round) => string.Create(CultureInfo.InvariantCulture, $"bench-{kind}-{round}");
}
