using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Costs;
using Webhost.Contracts.UsageReports;

namespace Webhost.Cli.UsageReports;

/// <summary><c>webhost usage</c>.</summary>
internal static class UsageCommand
{
    private const string Path = "v1/billing/usage";
    private const string Amount = "#,0.####";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static Command Create(CommandRunner runner)
    {
        var period = new Option<string?>("--period") { Description = "The billing period that begins in a month, or that a day lies in [default: the present one].", HelpName = "2026-11" };
        var csv = new Option<bool>("--csv") { Description = "Write a table for spreadsheets: a row for each day, agent and runtime." };
        return runner.Bind(
            new CliCommand("usage", "Show what you used in a billing period, what it costs, and what it will come to.", "webhost usage", "webhost usage --period 2026-10 --json", "webhost usage --csv > usage.csv") { period, csv }
                .AtMostOneOf(csv, runner.Options.Json),
            async (context, cancellationToken) =>
            {
                var path = Query.Of(Path, ("period", context.Get(period)));
                if (context.Get(csv))
                {
                    await Download.RunAsync(context, path, Download.Csv, cancellationToken);
                    return;
                }

                var report = await context.Api.GetAsync<UsageReport>(path, cancellationToken);
                if (context.Terminal.Json)
                {
                    context.Terminal.WriteJson(report);
                }
                else
                {
                    Write(context.Terminal, report);
                }
            });
    }

    private static void Write(Terminal terminal, UsageReport report)
    {
        terminal.Fields(
            ("period", $"{report.Period}: {Moment.Show(report.Start)} – {Moment.Show(report.End)}"),
            ("requests", Number(report.Totals.Requests)), ("tokens", Number(report.Totals.Tokens)), ("compute", $"{Number(report.Totals.ComputeMs)} ms"), ("cost", Cost(report.Totals)),
            ("projected", report.Projected is { } projected
                ? $"{Number(projected.Requests)} requests, {Number(projected.Tokens)} tokens, {Number(projected.ComputeMs)} ms, {Dollars.Of(projected.CostUsd)} (estimated, {projected.Method})"
                : null),
            ("spend cap", report.SpendCapUsd is { } cap ? Dollars.Of(cap) : null),
            ("prices", report.Prices.Count > 0 ? string.Join("; ", report.Prices.Select(price => $"{price.RuntimeProvider} since {price.ValidFrom:yyyy-MM-dd}, {price.Source}")) : null));
        Table(terminal, "runtime", report.Runtimes.Select(runtime => (runtime.RuntimeProvider, (UsageAmounts)runtime)));
        Table(terminal, "agent", report.Agents.Select(agent => (agent.Name ?? $"{agent.AgentId} (removed)", (UsageAmounts)agent)));
        Table(terminal, "day", report.Days.Select(day => (day.Day.ToString("yyyy-MM-dd", Culture), (UsageAmounts)day)));
        if (report.Limits is { Count: > 0 } limits)
        {
            terminal.Line();
            terminal.Table(
                ["limit", "used", "allowed", "full again"],
                limits.Select(limit => (string[])[limit.Name, limit.Used.ToString(Amount, Culture), limit.Allowed?.ToString(Amount, Culture) ?? "unlimited", Moment.Show(limit.ResetsAt)]));
        }
    }

    private static void Table(Terminal terminal, string by, IEnumerable<(string Name, UsageAmounts Amounts)> rows)
    {
        var all = rows.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        terminal.Line();
        terminal.Table(
            [by, "requests", "tokens", "compute ms", "cost"],
            all.Select(row => (string[])[row.Name, Number(row.Amounts.Requests), Number(row.Amounts.Tokens), Number(row.Amounts.ComputeMs), Cost(row.Amounts)]));
    }

    private static string Cost(UsageAmounts amounts) => amounts.CostStatus switch
    {
        CostStatus.Reconciled => $"{Dollars.Of(amounts.CostReconciledUsd ?? 0)} ({Dollars.Of(amounts.CostUsd)} estimated)",
        CostStatus.PartlyReconciled => $"{Dollars.Of(amounts.CostUsd)} (estimated; {Dollars.Of(amounts.CostReconciledUsd ?? 0)} stated for a part)",
        _ => $"{Dollars.Of(amounts.CostUsd)} (estimated)",
    };

    private static string Number(long number) => number.ToString("N0", Culture);
}
