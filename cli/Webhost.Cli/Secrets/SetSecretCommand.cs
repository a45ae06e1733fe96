using System.CommandLine;
using System.Text.Json;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Secrets;

namespace Webhost.Cli.Secrets;

/// <summary><c>webhost secrets set</c>.</summary>
internal static class SetSecretCommand
{
    private const string NoArgument = "A value is not taken as an argument: it would stay in your shell's history and show up in process lists.";

    public static Command Create(CommandRunner runner)
    {
        var key = new Argument<string>("key") { Description = "The secret's name, such as OPENAI_API_KEY." };
        var refused = new Argument<string[]>("value") { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
        var selector = new AgentSelector(runner);
        var command = new CliCommand(
            "set", "Set a secret's value, from standard input, or typed or pasted unseen; of several pasted lines all are taken.",
            "webhost secrets set OPENAI_API_KEY", "webhost secrets set OPENAI_API_KEY --agent support < key.txt", "pass show openai | webhost secrets set OPENAI_API_KEY")
        {
            key, refused, selector.Option,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var name = context.Get(key)!;
            if (context.Get(refused) is { Length: > 0 } || name.Contains('=', StringComparison.Ordinal))
            {
                var bare = name.Split('=')[0];
                throw CliException.Usage(NoArgument, $"webhost secrets set {bare} asks for it, and webhost secrets set {bare} < FILE reads it. Replace the value if others could have seen it.");
            }

            var id = await selector.IdByOptionAsync(context, cancellationToken);
            var value = await ReadAsync(context, name, cancellationToken);
            var request = new ApiRequest(HttpMethod.Put, $"v1/agents/{Query.Part(id)}/secrets/{Query.Part(name)}").With(new SetSecretRequest { Value = value });
            using var response = await context.Api.OpenAsync(request, cancellationToken);
            await TellAsync(context, name, response, cancellationToken);
        });
    }

    private static async Task<string> ReadAsync(CommandContext context, string name, CancellationToken cancellationToken)
    {
        string value;
        if (context.Host.InputIsTerminal)
        {
            value = await context.Host.ReadHiddenAsync(() => context.Terminal.Notice($"The value of {name} (it is not shown):"), cancellationToken);
        }
        else
        {
            value = await context.Host.ReadToEndAsync(cancellationToken);
            // The line's end belongs to the file or to echo, not to the secret.
            value = value.EndsWith("\r\n", StringComparison.Ordinal) ? value[..^2] : value.EndsWith('\n') ? value[..^1] : value;
        }

        return value.Length > 0 ? value : throw CliException.Usage($"The value of {name} is empty.", $"To remove it: webhost secrets rm {name}");
    }

    private static async Task TellAsync(CommandContext context, string name, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var secret = body.Length > 0 ? JsonSerializer.Deserialize(body, CliJson.Type<SecretMetadata>()) : null;
        if (context.Terminal.Json && secret is not null)
        {
            context.Terminal.WriteJson(secret);
            return;
        }

        Confirmation.Done(context, name, "set");
        if (secret is { Declared: false })
        {
            context.Terminal.Warn($"The running deployment does not declare {name}, so the agent is not given it. Add it to env.requiredKeys or env.optionalKeys in agent.config.json, then: webhost deploy");
        }
        else if (secret is { Applied: false })
        {
            context.Terminal.Info("The next deployment brings it to the agent: webhost deploy");
        }
    }
}
