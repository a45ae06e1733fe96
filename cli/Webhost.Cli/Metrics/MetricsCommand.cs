using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Costs;
using Webhost.Contracts.Metrics;

namespace Webhost.Cli.Metrics;

/// <summary><c>webhost metrics</c>.</summary>
internal static class MetricsCommand
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static Command Create(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var from = new Option<string?>("--from") { Description = "The window's start: a time, or so long ago [default: 24h before its end].", HelpName = "24h" };
        var to = new Option<string?>("--to") { Description = "The window's end: a time, or so long ago [default: now].", HelpName = "TIME" };
        var step = new Option<string?>("--step") { Description = "The length of a step: 1m, 5m, 15m, 1h, 6h or 1d [default: by the window's length].", HelpName = "1h" };
        var deployment = new Option<string?>("--deployment") { Description = "Only one deployment.", HelpName = "ID" };
        var all = new Option<bool>("--all") { Description = "All of your agents: what they did together, and what each did." };
        var command = new CliCommand(
            "metrics", "Show an agent's requests, tokens, time, errors and cost, or those of all agents.",
            "webhost metrics", "webhost metrics support --from 7d --step 1d", "webhost metrics --all", "webhost metrics support --from 2026-11-01 --to 2026-12-01 --json")
        {
            selector.Argument, selector.Option, from, to, step, deployment, all,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var now = context.Host.Time.GetUtcNow();
            (string, string?)[] window =
            [
                ("from", context.Get(from) is { } start ? Moment.Iso(Moment.Past(start, "--from", now)) : null),
                ("to", context.Get(to) is { } end ? Moment.Iso(Moment.Past(end, "--to", now)) : null),
                ("step", context.Get(step) is { } length ? ((long)Moment.Duration(length, "--step").TotalSeconds).ToString(Culture) : null),
            ];
            if (context.Get(all))
            {
                if ((selector.Given(context) ?? context.Get(deployment)) is { } one)
                {
                    throw CliException.Usage($"--all is about every agent, and '{one}' about one. Leave one of them out.");
                }

                await AllAgentsMetrics.ShowAsync(context, window, cancellationToken);
                return;
            }

            var id = await selector.IdAsync(context, cancellationToken);
            var metrics = await context.Api.GetAsync<AgentMetrics>(Query.Of($"v1/agents/{Query.Part(id)}/metrics", [.. window, ("deploymentId", context.Get(deployment))]), cancellationToken);
            if (context.Terminal.Json)
            {
                context.Terminal.WriteJson(metrics);
            }
            else
            {
                Write(context.Terminal, metrics);
            }
        });
    }

    private static void Write(Terminal terminal, AgentMetrics metrics)
    {
        var totals = metrics.Totals;
        var series = metrics.Series;
        (string Name, string Total, Func<MetricsPoint, double> Of)[] rows =
        [
            ("requests", $"{totals.Requests}", point => point.Requests),
            ("errors", $"{totals.Errors}{ByClass(totals)}", point => point.Errors),
            ("tokens", $"{totals.Tokens}", point => point.Tokens),
            ("compute", $"{totals.ComputeMs} ms", point => point.ComputeMs),
        ];
        var width = rows.Max(row => row.Total.Length) + 2;
        terminal.Fields(
        [
            ("window", $"{Moment.Show(metrics.From)} – {Moment.Show(metrics.To)}, steps of {TimeSpan.FromSeconds(metrics.StepSeconds)}"),
            .. rows.Select(row => (row.Name, (string?)(row.Total.PadRight(width) + Sparkline.Of(series.Select(row.Of))))),
            ("tools", totals.ToolCalls > 0 ? totals.ToolCalls.ToString(Culture) : null),
            ("cost", $"{Dollars.Of(totals.CostUsd)}{(totals.CostEstimated ? " (estimated)" : string.Empty)}"),
            ("stated", totals.CostReconciledUsd is { } stated ? $"{Dollars.Of(stated)} by the provider, for {(totals.CostStatus == CostStatus.Reconciled ? "all" : "a part")} of it" : null),
        ]);
        var busy = series.Where(point => point.Requests > 0 || point.Errors > 0).ToArray();
        if (busy.Length == 0)
        {
            terminal.Info("Nothing happened in this window.");
            return;
        }

        WriteRuntimes(terminal, totals);
        terminal.Line();
        terminal.Table(
            ["start", "requests", "errors", "tokens", "compute ms", "p50 ms", "p95 ms", "p99 ms", "est. cost $"],
            busy.Select(point => (string[])
            [
                Moment.Show(point.Start), point.Requests.ToString(Culture), point.Errors.ToString(Culture), point.Tokens.ToString(Culture), point.ComputeMs.ToString(Culture),
                Milliseconds(point.P50Ms), Milliseconds(point.P95Ms), Milliseconds(point.P99Ms), Dollars.Bare(point.CostUsd),
            ]));
    }

    // One runtime has nothing to be compared with.
    private static void WriteRuntimes(Terminal terminal, MetricsTotals totals)
    {
        if (totals.Runtimes.Count < 2)
        {
            return;
        }

        terminal.Line();
        terminal.Table(
            ["runtime", "requests", "errors", "error rate", "tokens", "p50 ms", "p95 ms", "p99 ms", "est. cost $", "$ per 1,000"],
            totals.Runtimes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (string[])
            [
                pair.Key, pair.Value.Requests.ToString(Culture), pair.Value.Errors.ToString(Culture), Share(pair.Value.Errors, pair.Value.Requests), pair.Value.Tokens.ToString(Culture),
                Milliseconds(pair.Value.P50Ms), Milliseconds(pair.Value.P95Ms), Milliseconds(pair.Value.P99Ms), Dollars.Bare(pair.Value.CostUsd),
                pair.Value.Requests > 0 ? (pair.Value.CostUsd / pair.Value.Requests * 1000).ToString("0.00##", Culture) : "–",
            ]));
    }

    private static string Share(long part, long whole) => whole > 0 ? ((double)part / whole).ToString("0.0%", Culture) : "–";

    private static string ByClass(MetricsTotals totals) =>
        totals.ErrorsByClass.Any(pair => pair.Value > 0)
            ? $" ({string.Join(", ", totals.ErrorsByClass.Where(pair => pair.Value > 0).Select(pair => $"{pair.Key} {pair.Value}"))})"
            : string.Empty;

    private static string Milliseconds(double? value) => value?.ToString("0.#", Culture) ?? "–";
}
