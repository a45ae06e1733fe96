using System.Globalization;
using System.Text;

namespace Webhost.Bench.Measuring;

/// <summary>Prints figures for people.</summary>
internal static class ReportPrinter
{
    private const int NameWidth = 30;

    public static void Print(Report report)
    {
        foreach (Table table in report.Tables)
            Print(table);
        if (report.Title is { } title)
            Console.WriteLine(title);
        foreach (string line in report.Lines)
            Console.WriteLine($"  {line}");
        foreach (Budget budget in report.Budgets)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {(budget.Holds ? "ok  " : "OVER")} {budget.Name}: {budget.Actual:F1} {budget.Unit} of {budget.Limit:F0} {budget.Unit}"));
        }

        foreach (string note in report.Notes)
            Console.WriteLine($"  note: {note}");
        Console.WriteLine();
    }

    private static void Print(Table table)
    {
        string unit = table.Milliseconds ? "ms" : "µs";
        bool processor = table.Series.Any(series => series.ProcessorMicroseconds is not null);
        StringBuilder head = new($"  {"",-NameWidth}{$"p50 {unit}",10}{$"p95 {unit}",10}{$"p99 {unit}",10}{"1/s",10}");
        if (processor)
            head.Append($"{"cpu µs",10}");
        foreach (string baseline in table.Baselines)
            head.Append($"{$"{(table.ComparesThroughput ? "1/s" : "p50")} ÷ {baseline}",20}");

        Console.WriteLine(table.Title);
        Console.WriteLine(head);
        foreach (Series series in table.Series)
            Console.WriteLine(Row(table, series, processor));
        Console.WriteLine();
    }

    private static string Row(Table table, Series series, bool processor)
    {
        double divisor = table.Milliseconds ? 1000 : 1;
        StringBuilder row = new();
        row.Append(CultureInfo.InvariantCulture, $"  {series.Name,-NameWidth}");
        foreach (double share in (double[])[0.5, 0.95, 0.99])
            row.Append(CultureInfo.InvariantCulture, $"{series.Percentile(share) / divisor,10:F1}");
        row.Append(CultureInfo.InvariantCulture, $"{series.PerSecond,10:F0}");
        if (processor)
            row.Append(CultureInfo.InvariantCulture, $"{series.ProcessorMicroseconds,10:F1}");
        foreach (string name in table.Baselines)
        {
            Series baseline = table.Series.Single(other => other.Name == name);
            double ratio = table.ComparesThroughput ? series.PerSecond / baseline.PerSecond : series.Percentile(0.5) / baseline.Percentile(0.5);
            row.Append(CultureInfo.InvariantCulture, $"{ratio,20:F2}");
        }

        return row.ToString();
    }
}
