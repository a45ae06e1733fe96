using Webhost.Bench.AgentCore;
using Webhost.Bench.Deploy;
using Webhost.Bench.Gateway;
using Webhost.Bench.Host;
using Webhost.Bench.Invoke;
using Webhost.Bench.Measuring;
using Webhost.Bench.Processes;
using Webhost.Bench.Up;
using Webhost.Bench.Telemetry;
using Webhost.Bench.Quota;

// The processes under test are this program too, started by a benchmark.
if (args is [ServedProcess.Command, var server, ..])
    return await ServedProcess.ServeAsync(server, [new FunctionsServer(), new MinimalApiServer(), new InstantRuntime(), new BareProxy()]);

IBenchmark[] benchmarks =
[
    new HostBenchmark(), new GatewayBenchmark(), new InvokeBenchmark(), new DeployBenchmark(), new UpBenchmark(), new IngestionBenchmark(), new RollupBenchmark(),
    new QuotaBenchmark(), new AgentCoreBenchmark(),
];
if (args is ["all"])
    return await BenchmarkRunner.RunAsync(benchmarks);
if (args is [var name] && Array.Find(benchmarks, benchmark => benchmark.Name == name) is { } chosen)
    return await BenchmarkRunner.RunAsync([chosen]);

Console.Error.WriteLine("usage: Webhost.Bench all | <benchmark>");
foreach (IBenchmark benchmark in benchmarks)
    Console.Error.WriteLine($"  {benchmark.Name,-12}{benchmark.Description}");
return 2;
