using System.CommandLine;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Secrets;

namespace Webhost.Cli.Secrets;

/// <summary><c>webhost secrets</c>.</summary>
internal static class SecretsCommand
{
    public static Command Create(CommandRunner runner) => new CliCommand("secrets", "Set, list and remove an agent's secrets; values can't be read back.", "webhost secrets set OPENAI_API_KEY", "webhost secrets list support")
    {
        SetSecretCommand.Create(runner), List(runner), Remove(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        return runner.Bind(
            new CliCommand("list", "List the names of an agent's secrets, with dates.", "webhost secrets list support") { selector.Argument, selector.Option },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                PageOptions.Write(
                    context,
                    await context.Api.GetAsync<Page<SecretMetadata>>($"v1/agents/{Query.Part(id)}/secrets", cancellationToken),
                    "The agent has no secrets.",
                    ["key", "created", "updated", "in use"],
                    secret => [secret.Key, Moment.Show(secret.CreatedAt), Moment.Show(secret.UpdatedAt), secret switch { { Declared: false } => "no: not declared", { Applied: true } => "yes", _ => "with the next deployment" }]);
            });
    }

    private static Command Remove(CommandRunner runner)
    {
        var key = new Argument<string>("key") { Description = "The secret's name." };
        var selector = new AgentSelector(runner);
        var command = new CliCommand("rm", "Remove a secret.", "webhost secrets rm OPENAI_API_KEY --agent support") { key, selector.Option };
        command.Aliases.Add("remove");
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var id = await selector.IdByOptionAsync(context, cancellationToken);
            await context.Api.SendAsync(new ApiRequest(HttpMethod.Delete, $"v1/agents/{Query.Part(id)}/secrets/{Query.Part(context.Get(key)!)}"), cancellationToken);
            Confirmation.Done(context, context.Get(key)!, "removed");
        });
    }
}
