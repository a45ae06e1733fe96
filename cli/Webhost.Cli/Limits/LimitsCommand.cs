using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Shell;
using Webhost.Contracts.Limits;

namespace Webhost.Cli.Limits;

/// <summary><c>webhost limits</c>.</summary>
internal static class LimitsCommand
{
    private const int BarWidth = 20;

    public static Command Create(CommandRunner runner) => runner.Bind(
        new CliCommand("limits", "Show what your plan allows, and what is left of it.", "webhost limits", "webhost limits --json"),
        async (context, cancellationToken) =>
        {
            var view = await context.Api.GetAsync<LimitsView>("v1/limits", cancellationToken);
            if (context.Terminal.Json)
            {
                context.Terminal.WriteJson(view);
                return;
            }

            context.Terminal.Line($"Plan {view.Tier}, period {view.Period} (from {Moment.Show(view.PeriodStart)} to {Moment.Show(view.PeriodEnd)})");
            context.Terminal.Table(
                ["limit", "used", "allowed", string.Empty, "full again"],
                view.Limits.Select(limit => (string[])
                [
                    limit.Name, Amount(limit.Used), limit.Allowed is { } allowed ? Amount(allowed) : "unlimited", Bar(limit), Moment.Show(limit.ResetsAt),
                ]));
        });

    // Money has fractions, everything else is counted.
    private static string Amount(decimal amount) => amount.ToString("#,##0.####", CultureInfo.InvariantCulture);

    private static string Bar(LimitState limit)
    {
        if (limit.Allowed is not > 0)
        {
            return string.Empty;
        }

        var filled = (int)Math.Clamp(Math.Ceiling(limit.Used / limit.Allowed.Value * BarWidth), 0, BarWidth);
        return new string('█', filled) + new string('░', BarWidth - filled);
    }
}
