using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;

namespace Webhost.Cli.Agents;

/// <summary><c>webhost agents create</c> and <c>webhost agents update</c>.</summary>
internal static class AgentEditing
{
    public static Command Create(CommandRunner runner)
    {
        var name = new Argument<string>("name") { Description = "The agent's name: 1 to 64 characters, unique among yours." };
        var fields = new Fields();
        return runner.Bind(
            fields.AddTo(new CliCommand("create", "Make an agent; 'webhost deploy' does it for you.", "webhost agents create support --runtime cloudflare --key OPENAI_API_KEY --env MODE=prod") { name }),
            async (context, cancellationToken) => AgentsCommand.Show(context, await context.Api.PostOnceAsync<CreateAgentRequest, Agent>(
                "v1/agents",
                new CreateAgentRequest
                {
                    Name = context.Get(name),
                    Description = context.Get(fields.Description),
                    Framework = context.Get(fields.Framework),
                    RuntimeProvider = context.Get(fields.Runtime),
                    EnvVarKeys = fields.KeysOf(context),
                    Env = fields.EnvOf(context),
                },
                cancellationToken)));
    }

    public static Command Update(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var name = new Option<string?>("--name") { Description = "The new name.", HelpName = "NAME" };
        var fields = new Fields();
        return runner.Bind(
            fields.AddTo(new CliCommand(
                "update", "Change an agent; what is not named stays. --key and --env replace the whole list and reach the runtime with the next deployment.",
                "webhost agents update support --description 'Answers tickets'", "webhost agents update support --env MODE=test --env REGION=eu") { selector.Argument, selector.Option, name }),
            async (context, cancellationToken) =>
            {
                var change = new UpdateAgentRequest
                {
                    Name = context.Get(name),
                    Description = context.Get(fields.Description),
                    Framework = context.Get(fields.Framework),
                    RuntimeProvider = context.Get(fields.Runtime),
                    EnvVarKeys = fields.KeysOf(context),
                    Env = fields.EnvOf(context),
                };
                if (change == new UpdateAgentRequest())
                {
                    throw CliException.Usage("Nothing to change.", "'webhost agents update --help' lists what can be.");
                }

                var id = await selector.IdAsync(context, cancellationToken);
                var request = new ApiRequest(HttpMethod.Patch, $"v1/agents/{Query.Part(id)}") { Repeatable = true };
                AgentsCommand.Show(context, await context.Api.SendAsync<Agent>(request.With(change), cancellationToken));
            });
    }

    private sealed class Fields
    {
        public Option<string?> Description { get; } = new("--description") { Description = "What it is for.", HelpName = "TEXT" };

        public Option<string?> Framework { get; } = new("--framework") { Description = "Informational, such as custom, cloudflare-agents, langgraph.", HelpName = "NAME" };

        public Option<string?> Runtime { get; } = new("--runtime") { Description = "The runtime of the next deployment.", HelpName = "cloudflare|agentcore" };

        private Option<string[]> Keys { get; } = new("--key") { Description = "The name of a secret that the agent is given; repeat for more. Values: 'webhost secrets set'.", HelpName = "KEY" };

        private Option<string[]> Env { get; } = new("--env") { Description = "A plain variable that is no secret; repeat for more.", HelpName = "KEY=VALUE" };

        public CliCommand AddTo(CliCommand command)
        {
            command.Add(Description);
            command.Add(Framework);
            command.Add(Runtime);
            command.Add(Keys);
            command.Add(Env);
            return command;
        }

        public IReadOnlyList<string>? KeysOf(CommandContext context) => context.Has(Keys) ? context.Get(Keys) : null;

        public IReadOnlyDictionary<string, string>? EnvOf(CommandContext context)
        {
            if (!context.Has(Env))
            {
                return null;
            }

            var variables = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pair in context.Get(Env) ?? [])
            {
                var split = pair.IndexOf('=', StringComparison.Ordinal);
                variables[split > 0 ? pair[..split] : throw CliException.Usage($"--env takes KEY=VALUE, not '{pair}'.")] = pair[(split + 1)..];
            }

            return variables;
        }
    }
}
