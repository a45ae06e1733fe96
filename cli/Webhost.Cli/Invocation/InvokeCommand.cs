using System.CommandLine;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.AsyncInvocations;
using Webhost.Cli.Shell;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Invocation;

/// <summary><c>webhost invoke</c>.</summary>
internal static class InvokeCommand
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static Command Create(CommandRunner runner)
    {
        var words = new Argument<string[]>("[agent] prompt") { Description = "The prompt, or - to read it from standard input; before it the agent's name or id [default: the one that this folder is deployed to].", Arity = new ArgumentArity(1, 2) };
        var selector = new AgentSelector(runner);
        var names = new AgentNames(runner);
        words.CompletionSources.Add(typed => typed.ParseResult.GetResult(words)?.Tokens.Count > (typed.WordToComplete.Length > 0 ? 1 : 0) ? [] : names.StartingAs(typed));
        var session = new Option<string?>("--session", "-s") { Description = "Continue a session; 'new' starts one, as no session does.", HelpName = "ID|new" };
        var timeout = new Option<string?>("--timeout") { Description = "Stop after this long.", HelpName = "30s" };
        var stream = new Option<bool>("--stream") { Description = "Write the answer while it is made; the default unless --json, with which each event is one line." };
        var noStream = new Option<bool>("--no-stream") { Description = "Write the answer when it is whole." };
        var isAsync = new Option<bool>("--async") { Description = "Don't wait for the answer: write the invocation's id, for 'webhost invocations'." };
        var webhook = new Option<string?>("--webhook") { Description = "With --async: where its end is told by POST, signed with a secret that is shown once.", HelpName = "URL" };
        var command = new CliCommand(
            "invoke", "Ask an agent and write its answer to standard output; what it used goes to standard error.",
            "webhost invoke \"Hello\"", "webhost invoke support \"Where is my order?\" --session s1", "cat question.txt | webhost invoke support -", "webhost invoke support hi --json | jq .usage",
            "webhost invoke support \"Read all of it\" --async")
        {
            words, selector.Option, session, timeout, stream, noStream, isAsync, webhook,
        }.AtMostOneOf(stream, noStream, isAsync);
        command.Validators.Add(result =>
        {
            if (result.GetResult(words)?.Tokens is [var first, _] && result.GetResult(selector.Option) is { Implicit: false })
            {
                result.AddError($"Name the agent once: '{first.Value}' before the prompt is one, and --agent names another. A prompt of several words stands in quotes.");
            }

            if (result.GetResult(webhook) is { Implicit: false } && !result.GetValue(isAsync))
            {
                result.AddError("--webhook tells of invocations that nobody waits for. Add --async.");
            }
        });
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var given = context.Get(words)!;
            var agent = given.Length == 2 ? given[0] : context.Get(selector.Option);
            var id = await AgentLocator.IdAsync(context, agent, cancellationToken);
            var limit = context.Get(timeout) is { } text ? TimeSpan.FromTicks(Math.Min(Moment.Duration(text, "--timeout").Ticks, Longest.Ticks)) : (TimeSpan?)null;
            var body = new InvokeRequest
            {
                Input = new InvokeInput { Prompt = await PromptAsync(context, given[^1], cancellationToken) },
                SessionId = context.Get(session) is { } named and not "new" ? named : null,
                Options = limit is { } time ? new InvokeOptions { TimeoutMs = (int)time.TotalMilliseconds } : null,
                Webhook = context.Get(webhook) is { } url ? new InvocationWebhook { Url = url } : null,
            };
            if (context.Get(isAsync))
            {
                await AsyncInvoke.RunAsync(context, Path(id), agent, body);
                return;
            }

            var streams = context.Get(stream) || (!context.Terminal.Json && !context.Get(noStream));
            var request = new ApiRequest(HttpMethod.Post, Path(id)) { Stream = streams, Timeout = limit + Grace ?? UsualPatience };
            await new AnswerWriter(context).RunAsync(request.With(body), limit, cancellationToken);
        });
    }

    private static string Path(string agentId) => $"v1/invoke/{Query.Part(agentId)}";

    private static async Task<string> PromptAsync(CommandContext context, string given, CancellationToken cancellationToken)
    {
        if (given is not "-")
        {
            return given;
        }

        var text = await context.Host.ReadToEndAsync(cancellationToken);
        return text.Trim().Length > 0 ? text : throw CliException.Usage("Standard input held no prompt.");
    }
}
