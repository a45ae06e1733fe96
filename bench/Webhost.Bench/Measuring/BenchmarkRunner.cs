using System.Globalization;

namespace Webhost.Bench.Measuring;

/// <summary>Runs benchmarks one after the other and prints their tables.</summary>
internal static class BenchmarkRunner
{
    /// <summary>Gives the exit code: 1 when a budget is exceeded.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<IBenchmark> benchmarks)
    {
        using CancellationTokenSource cancellation = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            cancellation.Cancel();
        };
        bool allHold = true;
        foreach (IBenchmark benchmark in benchmarks)
        {
            Report report = await benchmark.RunAsync(cancellation.Token);
            Print(report);
            allHold &= report.Budgets.All(budget => budget.Holds);
        }

        return allHold ? 0 : 1;
    }

    private static void Print(Report report)
    {
        Console.WriteLine(report.Title);
        foreach (string line in report.Lines ?? [])
            Console.WriteLine($"  {line}");
        if (report.Series.Count > 0)
            Console.WriteLine($"  {"",-28}{"p50 µs",10}{"p90 µs",10}{"p99 µs",10}{"1/s",10}{"p50 ratio",11}");
        foreach (Series series in report.Series)
        {
            double ratio = series.Percentile(0.5) / report.Series[0].Percentile(0.5);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {series.Name,-28}{series.Percentile(0.5),10:F1}{series.Percentile(0.9),10:F1}{series.Percentile(0.99),10:F1}{series.PerSecond,10:F0}{ratio,11:F2}"));
        }

        foreach (Budget budget in report.Budgets)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {(budget.Holds ? "ok  " : "OVER")} {budget.Name}: {budget.Actual:F1} {budget.Unit} of {budget.Limit:F0} {budget.Unit}"));
        }

        Console.WriteLine();
    }
}
