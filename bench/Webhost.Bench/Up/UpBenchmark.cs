using System.Diagnostics;
using Webhost.Bench.Measuring;
using Webhost.Bench.Processes;
using Webhost.Bench.Stack;
using Webhost.Testing;

namespace Webhost.Bench.Up;

/// <summary>How long <c>./dev up</c> takes to its ready line when everything is installed and built.</summary>
internal sealed class UpBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private const double AllowedMilliseconds = 20_000;

    public string Name => "up";

    public string Description => "./dev up, already built, to the ready line";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        List<double> first = [];
        List<double> again = [];
        for (int round = 0; round < Rounds; round++)
        {
            StackSettings settings = LocalStack.NewSettings();
            try
            {
                first.Add(await TimeAsync(settings, cancellationToken));
                again.Add(await TimeAsync(settings, cancellationToken));
            }
            finally
            {
                if (Directory.Exists(settings.StateDirectory))
                    Directory.Delete(settings.StateDirectory, recursive: true);
            }
        }

        Series[] series = [new("first start, no state", first), new("start with its state", again)];
        return new(
            [new Table($"up: ./dev up, already built, to the ready line, {Rounds} times each", series) { Milliseconds = true }],
            [.. series.Select(each => new Budget($"{each.Name}, p50", each.Percentile(0.5) / 1000, AllowedMilliseconds, "ms"))]);
    }

    private static async Task<double> TimeAsync(StackSettings settings, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        await using GuardedProgram up = await GuardedProgram.StartAsync(
            [Path.Combine(RepositoryRoot.Path, "dev"), "up"], settings.Variables, LocalStack.IsReady, folder: null, cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }
}
