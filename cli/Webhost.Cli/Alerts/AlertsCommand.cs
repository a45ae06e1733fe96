using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Alerts;

namespace Webhost.Cli.Alerts;

/// <summary><c>webhost alerts</c>.</summary>
internal static class AlertsCommand
{
    private const string Path = "v1/billing/alerts";

    public static Command Create(CommandRunner runner) => new CliCommand(
        "alerts", "Be warned before a limit or your spend cap is reached, by webhook or e-mail.", "webhost alerts show", "webhost alerts set --webhook https://example.com/hooks/webhost --threshold 80 --threshold 100")
    {
        Show(runner), Set(runner), Confirm(runner), Off(runner),
    };

    private static Command Show(CommandRunner runner) => runner.Bind(
        new CliCommand("show", "Show how you are warned, and what was sent lately.", "webhost alerts show"),
        async (context, cancellationToken) => Write(context.Terminal, await context.Api.GetAsync<AlertsView>(Path, cancellationToken)));

    private static Command Set(CommandRunner runner)
    {
        var webhook = new Option<string?>("--webhook") { Description = "Where alerts are sent to by POST, signed.", HelpName = "URL" };
        var email = new Option<string?>("--email") { Description = "Where alerts are sent to by e-mail.", HelpName = "ADDRESS" };
        var thresholds = new Option<int[]>("--threshold") { Description = "At which percentage of a limit; repeat for more [default: 50, 75, 90, 100].", HelpName = "N", CustomParser = WholeNumber.Each };
        var command = new CliCommand(
            "set", "Set how you are warned, in place of what was set before. The secret of a new webhook is shown once.",
            "webhost alerts set --email ada@example.com", "webhost alerts set --webhook https://example.com/hooks/webhost --json | jq -r .webhookSecret")
        {
            webhook, email, thresholds,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var request = new AlertsRequest { WebhookUrl = context.Get(webhook), Email = context.Get(email), Thresholds = context.Has(thresholds) ? context.Get(thresholds) : null };

            // Not repeated by itself: the answer to the first call may hold the secret, and a second would not.
            var view = await context.Api.SendAsync<AlertsView>(new ApiRequest(HttpMethod.Put, Path) { Repeatable = false }.With(request), cancellationToken);
            if (view.WebhookSecret is not null)
            {
                context.Terminal.Info("Keep the webhook's secret now: it can't be shown again.");
            }

            if (view.EmailConfirmed is false)
            {
                context.Terminal.Info(view.EmailProblem ?? $"A code was sent to {view.Email}. Confirm the address with it: webhost alerts confirm CODE");
            }

            Write(context.Terminal, view);
        });
    }

    private static Command Confirm(CommandRunner runner)
    {
        var code = new Argument<string>("code") { Description = "The code that was sent to the address." };
        return runner.Bind(
            new CliCommand("confirm", "Confirm an e-mail address with the code that was sent to it.", "webhost alerts confirm 0123456789") { code },
            async (context, cancellationToken) => Write(
                context.Terminal, await context.Api.PostAsync<ConfirmEmailRequest, AlertsView>($"{Path}/confirm-email", new ConfirmEmailRequest { Code = context.Get(code) }, cancellationToken)));
    }

    private static Command Off(CommandRunner runner) => runner.Bind(
        new CliCommand("off", "Switch alerts off.", "webhost alerts off"),
        async (context, cancellationToken) =>
        {
            await context.Api.SendAsync(new ApiRequest(HttpMethod.Delete, Path), cancellationToken);
            Confirmation.Done(context, "alerts", "off");
        });

    private static void Write(Terminal terminal, AlertsView view)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(view);
            return;
        }

        terminal.Fields(
            ("alerts", view.Enabled ? "on" : "off"),
            ("webhook", view.WebhookUrl), ("secret", view.WebhookSecret),
            ("email", view.Email is { } email ? $"{email}{(view.EmailConfirmed is true ? string.Empty : " (not confirmed: nothing is sent to it)")}" : null),
            ("at", string.Join(", ", view.Thresholds.Select(threshold => $"{threshold} %"))));
        if (view.Alerts.Count == 0)
        {
            return;
        }

        terminal.Line();
        terminal.Table(
            ["seen", "period", "limit", "at", "used", "allowed", "sent"],
            view.Alerts.Select(alert => (string[])
            [
                Moment.Show(alert.SeenAt), alert.Period, alert.Limit, $"{alert.Threshold} %", Number(alert.Used), Number(alert.Allowed), alert.Covered ? "with a higher one" : Deliveries(alert),
            ]));
    }

    private static string Deliveries(Alert alert) => alert.Deliveries.Count == 0
        ? "no way to send it"
        : string.Join("; ", alert.Deliveries.Select(delivery => $"{delivery.Channel} {DeliveryText.Of(delivery.Status, delivery.Attempts, delivery.LastAttemptAt, delivery.NextAttemptAt, delivery.LastError)}"));

    private static string Number(decimal number) => number.ToString("#,0.####", CultureInfo.InvariantCulture);
}
