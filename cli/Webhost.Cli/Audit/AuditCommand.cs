using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Audit;

namespace Webhost.Cli.Audit;

/// <summary><c>webhost audit</c>.</summary>
internal static class AuditCommand
{
    private const string Path = "v1/audit";

    public static Command Create(CommandRunner runner)
    {
        var action = new Option<string?>("--action") { Description = "Only an action such as secret.set, or a kind as in 'secret.*'.", HelpName = "ACTION" };
        var target = new Option<string?>("--target") { Description = "Only what was done to this id, or to what belongs to this agent.", HelpName = "ID" };
        var from = new Option<string?>("--from") { Description = "Only since a time, or so long ago.", HelpName = "7d" };
        var to = new Option<string?>("--to") { Description = "Only before a time, or so long ago.", HelpName = "TIME" };
        var csv = new Option<bool>("--csv") { Description = "Write all of it as a table for spreadsheets." };
        var lines = new Option<bool>("--ndjson") { Description = "Write all of it as JSON, an entry on each line." };
        var page = new PageOptions();
        var command = new CliCommand(
            "audit", "Show who changed what, newest first: agents, deployments, secrets, keys, money. Needs a sign-in; API keys can't read it.",
            "webhost audit", "webhost audit --action 'secret.*' --target agt_123", "webhost audit --from 30d --csv > audit.csv")
        {
            action, target, from, to, csv, lines, page.Limit, page.Cursor,
        }.AtMostOneOf(csv, lines).AtMostOneOf(csv, runner.Options.Json);
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var now = context.Host.Time.GetUtcNow();
            (string Name, string? Value)[] filters =
            [
                ("action", context.Get(action)), ("target", context.Get(target)),
                ("from", context.Get(from) is { } start ? Moment.Iso(Moment.Past(start, "--from", now)) : null),
                ("to", context.Get(to) is { } end ? Moment.Iso(Moment.Past(end, "--to", now)) : null),
            ];
            if (context.Get(csv) || context.Get(lines))
            {
                await Download.RunAsync(context, Query.Of(Path, filters), context.Get(csv) ? Download.Csv : Download.JsonLines, cancellationToken);
                return;
            }

            PageOptions.Write(
                context,
                await context.Api.GetAsync<Page<AuditEntry>>(page.Path(context, Path, filters), cancellationToken),
                "No such entries.",
                ["time", "actor", "action", "target", "outcome", "details"],
                entry =>
                [
                    Moment.Show(entry.Time), entry.Actor.Id ?? entry.Actor.Type, entry.Action, entry.Target.Id, OutcomeOf(entry),
                    entry.Details is null ? "–" : string.Join(", ", entry.Details.Select(pair => $"{pair.Key}={pair.Value}")),
                ]);
        });
    }

    private static string OutcomeOf(AuditEntry entry) => entry.Outcome switch
    {
        AuditOutcome.Done => "done",
        AuditOutcome.Failed => "failed",
        _ => "open",
    };
}
