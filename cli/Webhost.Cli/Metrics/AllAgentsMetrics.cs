using System.Globalization;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Metrics;

namespace Webhost.Cli.Metrics;

/// <summary><c>webhost metrics --all</c>: totals of all agents, and a line for each, the busiest first.</summary>
internal static class AllAgentsMetrics
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static async Task ShowAsync(CommandContext context, (string, string?)[] window, CancellationToken cancellationToken)
    {
        var metrics = await context.Api.GetAsync<AccountMetrics>(Query.Of("v1/metrics", window), cancellationToken);
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(metrics);
            return;
        }

        var names = await context.Api.EveryAsync<Agent>("v1/agents", cancellationToken).ToDictionaryAsync(agent => agent.AgentId, agent => agent.Name, StringComparer.Ordinal, cancellationToken);
        Write(context.Terminal, metrics, names);
    }

    private static void Write(Terminal terminal, AccountMetrics metrics, Dictionary<string, string> names)
    {
        var totals = metrics.Totals;
        terminal.Fields(
        [
            ("window", $"{Moment.Show(metrics.From)} – {Moment.Show(metrics.To)}, steps of {TimeSpan.FromSeconds(metrics.StepSeconds)}"),
            ("requests", totals.Requests.ToString(Culture)),
            ("errors", totals.Errors.ToString(Culture)),
            ("tokens", totals.Tokens.ToString(Culture)),
            ("cost", $"{Dollars.Of(totals.CostUsd)} (estimated)"),
        ]);
        if (metrics.Agents.Count == 0)
        {
            terminal.Info("You have no agents yet.");
            return;
        }

        terminal.Line();
        terminal.Table(
            ["agent", "requests", "errors", "tokens", "est. cost $", ""],
            metrics.Agents.OrderByDescending(agent => agent.Requests).Select(agent => (string[])
            [
                names.GetValueOrDefault(agent.AgentId, agent.AgentId), agent.Requests.ToString(Culture), agent.Errors.ToString(Culture), agent.Tokens.ToString(Culture),
                Dollars.Bare(agent.CostUsd), Sparkline.Of(agent.RequestsByStep.Select(requests => (double)requests)),
            ]));
    }
}
