using System.Runtime.InteropServices;

namespace Webhost.Bench.Measuring;

/// <summary>Runs benchmarks one after the other and prints their figures.</summary>
internal static class BenchmarkRunner
{
    private const int Broken = 2;
    private const int Interrupted = 130;

    /// <summary>Gives the exit code: 1 when a budget is exceeded, 2 when a benchmark could not be run. What a benchmark has started is ended before this returns, also after a signal.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<IBenchmark> benchmarks)
    {
        using CancellationTokenSource cancellation = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        bool allHold = true;
        try
        {
            foreach (IBenchmark benchmark in benchmarks)
            {
                Report report = await benchmark.RunAsync(cancellation.Token);
                ReportPrinter.Print(report);
                allHold &= report.Budgets.All(budget => budget.Holds);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine("stopped");
            return Interrupted;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            return Broken;
        }

        return allHold ? 0 : 1;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            cancellation.Cancel();
        }
    }
}
