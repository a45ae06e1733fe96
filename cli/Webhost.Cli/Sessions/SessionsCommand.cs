using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Sessions;

namespace Webhost.Cli.Sessions;

/// <summary><c>webhost sessions</c>.</summary>
internal static class SessionsCommand
{
    public static Command Create(CommandRunner runner) => new CliCommand("sessions", "List, read and delete an agent's sessions.", "webhost sessions list support", "webhost sessions get s1 --agent support")
    {
        List(runner), Get(runner), Delete(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("list", "List an agent's sessions, the last used first.", "webhost sessions list support") { selector.Argument, selector.Option, page.Limit, page.Cursor },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                PageOptions.Write(
                    context,
                    await context.Api.GetAsync<Page<SessionSummary>>(page.Path(context, $"v1/agents/{Query.Part(id)}/sessions"), cancellationToken),
                    "The agent has no sessions.",
                    ["session", "invocations", "created", "last used", "expires"],
                    session => [session.SessionId, session.Invocations.ToString(CultureInfo.InvariantCulture), Moment.Show(session.CreatedAt), Moment.Show(session.LastUsedAt), Moment.Show(session.ExpiresAt)]);
            });
    }

    private static Command Get(CommandRunner runner)
    {
        var session = Session();
        var selector = new AgentSelector(runner);
        return runner.Bind(
            new CliCommand("get", "Show a session with its transcript.", "webhost sessions get s1 --agent support") { session, selector.Option },
            async (context, cancellationToken) =>
            {
                var detail = await context.Api.GetAsync<SessionDetail>(await PathAsync(context, selector, session, cancellationToken), cancellationToken);
                if (context.Terminal.Json)
                {
                    context.Terminal.WriteJson(detail);
                    return;
                }

                context.Terminal.Fields(
                    ("session", detail.SessionId), ("created", Moment.Show(detail.CreatedAt)), ("last used", Moment.Show(detail.LastUsedAt)),
                    ("messages", string.Create(CultureInfo.InvariantCulture, $"{detail.MessageCount}{(detail.Messages.Count < detail.MessageCount ? $", the newest {detail.Messages.Count} below" : string.Empty)}")), ("size", $"{detail.SizeBytes} bytes"));
                foreach (var message in detail.Messages)
                {
                    context.Terminal.Line();
                    context.Terminal.Line($"{message.Role}:");
                    context.Terminal.LogLine(message.Content ?? string.Empty, "info");
                }
            });
    }

    private static Command Delete(CommandRunner runner)
    {
        var session = Session();
        var selector = new AgentSelector(runner);
        return runner.Bind(
            new CliCommand("delete", "Delete a session with all that it holds.", "webhost sessions delete s1 --agent support") { session, selector.Option },
            async (context, cancellationToken) =>
            {
                await context.Api.SendAsync(new ApiRequest(HttpMethod.Delete, await PathAsync(context, selector, session, cancellationToken)), cancellationToken);
                Confirmation.Done(context, context.Get(session)!, "deleted");
            });
    }

    private static Argument<string> Session() => new("session") { Description = "The session's id." };

    private static async Task<string> PathAsync(CommandContext context, AgentSelector selector, Argument<string> session, CancellationToken cancellationToken) =>
        $"v1/agents/{Query.Part(await selector.IdByOptionAsync(context, cancellationToken))}/sessions/{Query.Part(context.Get(session)!)}";
}
