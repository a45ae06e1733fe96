using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Invocation;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.AsyncInvocations;

/// <summary><c>webhost invocations</c>.</summary>
internal static class InvocationsCommand
{
    public static Command Create(CommandRunner runner) => new CliCommand(
        "invocations", "List, show, follow and cancel an agent's asynchronous invocations.", "webhost invocations list support", "webhost invocations follow inv_123 --agent support")
    {
        List(runner), Show(runner), Follow(runner), Cancel(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("list", "List an agent's asynchronous invocations, newest first.", "webhost invocations list", "webhost invocations list support --limit 5") { selector.Argument, selector.Option, page.Limit, page.Cursor },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                PageOptions.Write(
                    context,
                    await context.Api.GetAsync<Page<AsyncInvocation>>(page.Path(context, $"v1/agents/{Query.Part(id)}/invocations"), cancellationToken),
                    "The agent has no asynchronous invocations. 'webhost invoke --async' starts one.",
                    ["id", "status", "session", "tokens", "created", "started", "ended"],
                    invocation =>
                    [
                        invocation.InvocationId, ApiWord.Of(invocation.Status), invocation.SessionId, invocation.Usage?.Tokens?.ToString(CultureInfo.InvariantCulture) ?? "–",
                        Moment.Show(invocation.CreatedAt), Moment.Show(invocation.StartedAt), Moment.Show(invocation.EndedAt),
                    ]);
            });
    }

    private static Command Show(CommandRunner runner)
    {
        var id = Id();
        var selector = new AgentSelector(runner);
        var command = new CliCommand("show", "Show where an asynchronous invocation stands, and its answer.", "webhost invocations show inv_123 --agent support", "webhost invocations show inv_123 --json | jq -r .output.text")
        {
            id, selector.Option,
        };
        command.Aliases.Add("get");
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var invocation = await context.Api.GetAsync<AsyncInvocation>(await PathAsync(context, selector, id, cancellationToken), cancellationToken);
            Write(context.Terminal, invocation);
            if (!InvocationText.HasEnded(invocation.Status))
            {
                context.Terminal.Info($"Follow its answer: {InvocationText.Command("follow", invocation.InvocationId, context.Get(selector.Option))}");
            }
        });
    }

    private static Command Follow(CommandRunner runner)
    {
        var id = Id();
        var selector = new AgentSelector(runner);
        var command = new CliCommand(
            "follow", "Write the answer of an asynchronous invocation from its beginning, and as it is made, to standard output; Ctrl-C leaves the invocation running.",
            "webhost invocations follow inv_123 --agent support", "webhost invocations follow inv_123 > answer.txt")
        {
            id, selector.Option,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            string Line(string verb) => InvocationText.Command(verb, context.Get(id)!, context.Get(selector.Option));
            try
            {
                var path = await PathAsync(context, selector, id, cancellationToken);
                await new AnswerWriter(context).FollowAsync(new InvocationFollower(context, path, $"See later how it went: {Line("show")}").FollowAsync(cancellationToken));
                return ExitCode.Ok;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                context.Terminal.Info($"{context.Get(id)} goes on without this command.");
                context.Terminal.Info($"Follow it again: {Line("follow")}");
                context.Terminal.Info($"Stop it:         {Line("cancel")}");
                return ExitCode.Cancelled;
            }
        });
    }

    private static Command Cancel(CommandRunner runner)
    {
        var id = Id();
        var selector = new AgentSelector(runner);
        return runner.Bind(
            new CliCommand("cancel", "Ask an asynchronous invocation to stop; one that has ended stays as it is.", "webhost invocations cancel inv_123 --agent support") { id, selector.Option },
            async (context, cancellationToken) =>
            {
                var request = new ApiRequest(HttpMethod.Post, $"{await PathAsync(context, selector, id, cancellationToken)}/cancel") { Repeatable = true };
                var invocation = await context.Api.SendAsync<AsyncInvocation>(request, cancellationToken);
                var state = invocation.Status switch
                {
                    AsyncInvocationStatus.Succeeded or AsyncInvocationStatus.Failed => $"has {ApiWord.Of(invocation.Status)} already",
                    AsyncInvocationStatus.Cancelled => "is cancelled already",
                    _ => "is being cancelled",
                };
                Confirmation.Done(context, invocation, $"{invocation.InvocationId} {state}.");
            });
    }

    private static Argument<string> Id() => new("invocation") { Description = "The invocation's id." };

    private static async Task<string> PathAsync(CommandContext context, AgentSelector selector, Argument<string> id, CancellationToken cancellationToken)
    {
        var invocation = Query.Part(context.Get(id)!);
        return $"v1/agents/{Query.Part(await selector.IdByOptionAsync(context, cancellationToken))}/invocations/{invocation}";
    }

    private static void Write(Terminal terminal, AsyncInvocation invocation)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(invocation);
            return;
        }

        terminal.Fields(
            ("id", invocation.InvocationId), ("agent", invocation.AgentId), ("status", ApiWord.Of(invocation.Status)), ("session", invocation.SessionId),
            ("trace", invocation.TraceId), ("deployment", invocation.DeploymentId), ("created", Moment.Show(invocation.CreatedAt)), ("started", Moment.Show(invocation.StartedAt)),
            ("ended", Moment.Show(invocation.EndedAt)), ("used", UsageText.Of(invocation.Usage)),
            ("webhook", invocation.Webhook is { } webhook ? InvocationText.Of(webhook) : null), ("error", invocation.Error?.Message));
        if (invocation.Output is { Text.Length: > 0 } output)
        {
            terminal.Line();
            terminal.Line(output.Text.TrimEnd('\n'));
        }

        if (invocation.Output?.Data is { ValueKind: not JsonValueKind.Null } data)
        {
            terminal.Line();
            terminal.WriteJson(data);
        }
    }
}
