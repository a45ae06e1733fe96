using Webhost.Bench.Host;
using Webhost.Bench.Measuring;
using Webhost.Bench.Quota;

// The processes under test are this program too, started by a benchmark.
if (args is [ServedProcess.Command, var server, ..])
    return await ServedProcess.ServeAsync(server, [new FunctionsServer(), new MinimalApiServer()]);

IBenchmark[] benchmarks = [new HostBenchmark(), new QuotaBenchmark()];
if (args is ["all"])
    return await BenchmarkRunner.RunAsync(benchmarks);
if (args is [var name] && Array.Find(benchmarks, benchmark => benchmark.Name == name) is { } chosen)
    return await BenchmarkRunner.RunAsync([chosen]);

Console.Error.WriteLine("usage: Webhost.Bench all | <benchmark>");
foreach (IBenchmark benchmark in benchmarks)
    Console.Error.WriteLine($"  {benchmark.Name,-12}{benchmark.Description}");
return 2;
