using System.CommandLine;
using Webhost.Cli.Shell;
using Webhost.Contracts.Billing;

namespace Webhost.Cli.Billing;

/// <summary><c>webhost billing replay</c>.</summary>
internal static class ReplayCommand
{
    private static readonly string[] States = ["pending", "applied", "superseded", "ignored", "unattributed", "failed"];

    public static Command Create(CommandRunner runner)
    {
        var id = new Argument<string?>("event") { Description = "One event's id.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "Received since: a time, or so long ago.", HelpName = "24h" };
        var to = new Option<string?>("--to") { Description = "Received before: a time, or so long ago [default: now].", HelpName = "1h" };
        var state = new Option<string?>("--state") { Description = "Only those in this state." };
        state.AcceptOnlyFromAmong(States);
        var command = new CliCommand(
            "replay", "Operators: process stored webhook events again. What is in effect already changes nothing.", "webhost billing replay --from 24h --state failed", "webhost billing replay 3f1c…")
        {
            id, from, to, state,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var now = context.Host.Time.GetUtcNow();
            var outcome = await context.Api.PostAsync<ReplayRequest, ReplayOutcome>(
                "v1/operator/billing/replay",
                new ReplayRequest
                {
                    EventId = context.Get(id),
                    From = context.Get(from) is { } since ? Moment.Past(since, "--from", now) : null,
                    To = context.Get(to) is { } until ? Moment.Past(until, "--to", now) : context.Get(from) is null ? null : now,
                    State = context.Get(state) is { } only ? Enum.Parse<WebhookEventState>(only, ignoreCase: true) : null,
                },
                cancellationToken);
            if (context.Terminal.Json)
            {
                context.Terminal.WriteJson(outcome);
                return;
            }

            if (outcome.Events.Count == 0)
            {
                context.Terminal.Info("No such events.");
                return;
            }

            context.Terminal.Table(
                ["received", "event", "about", "state", "id"],
                outcome.Events.Select(item => (string[])[Moment.Show(item.ReceivedAt), item.Name, item.Subject ?? string.Empty, ApiWord.Of(item.State), item.EventId]));
            if (outcome.More)
            {
                context.Terminal.Info($"There are more: replay again with --from {Moment.Iso(outcome.Events[^1].ReceivedAt)}");
            }
        });
    }
}
