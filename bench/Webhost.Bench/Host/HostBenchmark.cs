using Webhost.Bench.Measuring;
using Webhost.Bench.Processes;

namespace Webhost.Bench.Host;

/// <summary>What the embedded Functions host adds to a request: a trivial function with one middleware against a bare minimal API.</summary>
internal sealed class HostBenchmark : IBenchmark
{
    /// <summary>The path that both servers answer.</summary>
    public const string Path = "/ping";

    private const double AllowedMicroseconds = 50;
    private static readonly Turns Turns = new(WarmUp: 20_000, Rounds: 100, Batch: 300);

    public string Name => "host";

    public string Description => "a trivial HTTP function in the embedded host beside a bare minimal API";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        await using ServedProcess minimal = await ServedProcess.StartAsync(new MinimalApiServer(), cancellationToken);
        await using ServedProcess functions = await ServedProcess.StartAsync(new FunctionsServer(), cancellationToken);
        HttpCall call = HttpCall.Get(Path);
        IReadOnlyList<Series> series = await Alternating.MeasureAsync(
            [new("minimal API", minimal.Address, call), new("function, one middleware", functions.Address, call)], Turns, cancellationToken);
        return new(
            [new Table($"host: GET {Path} over one loopback connection, {series[0].Count:N0} requests each in alternating batches", series, series[0].Name)],
            [new("added by the embedded host, p50", series[1].Percentile(0.5) - series[0].Percentile(0.5), AllowedMicroseconds, "µs")]);
    }
}
