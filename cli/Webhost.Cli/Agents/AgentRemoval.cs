using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;

namespace Webhost.Cli.Agents;

/// <summary><c>webhost agents delete</c>.</summary>
internal static class AgentRemoval
{
    public static Command Create(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var yes = new Option<bool>("--yes", "-y") { Description = "Don't ask." };
        return runner.Bind(
            new CliCommand("delete", "Delete an agent with its deployments, sessions, logs and secrets.", "webhost agents delete support", "webhost agents delete agt_123 --yes") { selector.Argument, selector.Option, yes },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                await Confirmation.RequireAsync(
                    context, context.Get(yes), async () => (await context.Api.GetAsync<Agent>($"v1/agents/{Query.Part(id)}", cancellationToken)).Name,
                    "Everything of this agent will be gone: deployments, sessions, logs, secrets.", cancellationToken);
                await context.Api.SendAsync(new ApiRequest(HttpMethod.Delete, $"v1/agents/{Query.Part(id)}"), cancellationToken);
                Confirmation.Done(context, id, "deleted");
            });
    }
}
