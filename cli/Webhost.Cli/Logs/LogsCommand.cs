using System.CommandLine;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Logs;

namespace Webhost.Cli.Logs;

/// <summary><c>webhost logs</c>.</summary>
internal static class LogsCommand
{
    /// <summary>A line may arrive this long after it was written.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    public static Command Create(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on writing new lines until Ctrl-C." };
        var level = new Option<string?>("--level") { Description = "Only lines of this level and above." };
        level.AcceptOnlyFromAmong("debug", "info", "warn", "error");
        var trace = new Option<string?>("--trace") { Description = "Only lines of one invocation.", HelpName = "TRACE-ID" };
        var grep = new Option<string?>("--grep") { Description = "Only lines that hold this text.", HelpName = "TEXT" };
        var since = new Option<string?>("--since") { Description = "Only lines since a time, or so long ago.", HelpName = "15m" };
        var page = new PageOptions();
        var command = new CliCommand(
            "logs", "Show what an agent wrote: its own log, the console, uncaught errors, builds.",
            "webhost logs", "webhost logs support --follow", "webhost logs support --level error --since 24h", "webhost logs --trace 4bf92f3577b34da6a3ce929d0e0e4736")
        {
            selector.Argument, selector.Option, follow, level, trace, grep, since, page.Limit, page.Cursor,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var id = await selector.IdAsync(context, cancellationToken);
            var path = $"v1/agents/{Query.Part(id)}/logs";
            var start = context.Get(since) is { } text ? Moment.Iso(Moment.Past(text, "--since", context.Host.Time.GetUtcNow())) : null;
            (string Name, string? Value)[] FiltersSince(string? time) => [("level", context.Get(level)), ("traceId", context.Get(trace)), ("text", context.Get(grep)), ("since", time)];
            using var response = await context.Api.OpenAsync(new ApiRequest(HttpMethod.Get, page.Path(context, path, FiltersSince(start))), cancellationToken);
            var lines = await ApiClient.ReadAsync<Page<LogLine>>(response, cancellationToken);
            if (context.Get(follow))
            {
                // By the server's clock: this machine's may be wrong.
                var read = Moment.Iso((response.Headers.Date ?? context.Host.Time.GetUtcNow()) - Late);
                await new LogFollower(context, Query.Of(path, FiltersSince(start)), Query.Of(path, FiltersSince(start ?? read))).RunAsync(lines.Items.Reverse(), cancellationToken);
            }
            else
            {
                Write(context, lines);
            }
        });
    }

    private static void Write(CommandContext context, Page<LogLine> lines)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(lines);
            return;
        }

        foreach (var line in lines.Items.Reverse())
        {
            LogText.Write(context.Terminal, line);
        }

        if (lines.Items.Count == 0)
        {
            context.Terminal.Info("No such lines. Logs are kept as long as your plan says. Of an agent on AgentCore they hold what it reports with the helper beside its code (docs/agentcore.md), and not what it prints.");
        }
        else if (lines.NextCursor is { } next)
        {
            context.Terminal.Info($"There are older lines: --cursor {next}");
        }
    }
}
