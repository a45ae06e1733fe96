using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Agents;

namespace Webhost.Cli.Agents;

/// <summary><c>webhost agents</c>.</summary>
internal static class AgentsCommand
{
    public static Command Create(CommandRunner runner) => new CliCommand("agents", "Make, list, change and remove agents.", "webhost agents list", "webhost agents create support --framework langgraph")
    {
        List(runner),
        AgentEditing.Create(runner),
        Get(runner),
        AgentEditing.Update(runner),
        AgentRemoval.Create(runner),
        Switch(runner, "enable", "Let a disabled agent answer again."),
        Switch(runner, "disable", "Make an agent refuse invocations, and keep everything else."),
        Clone(runner),
    };

    /// <summary>Writes an agent as the result.</summary>
    public static void Show(CommandContext context, Agent agent)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(agent);
            return;
        }

        context.Terminal.Fields(
            ("id", agent.AgentId), ("name", agent.Name), ("description", agent.Description), ("status", ApiWord.Of(agent.Status)),
            ("framework", agent.Framework), ("runtime", agent.RuntimeProvider),
            ("active", agent.ActiveDeploymentId ?? "none"), ("deploying", agent.DeployingDeploymentId),
            ("keys", agent.EnvVarKeys.Count > 0 ? string.Join(", ", agent.EnvVarKeys) : null),
            ("env", agent.Env.Count > 0 ? string.Join(", ", agent.Env.Select(pair => $"{pair.Key}={pair.Value}")) : null),
            ("invoke", new Uri(context.ApiBase, agent.InvokeUrl.TrimStart('/')).AbsoluteUri),
            ("created", Moment.Show(agent.CreatedAt)), ("updated", Moment.Show(agent.UpdatedAt)), ("deployed", Moment.Show(agent.LastDeployedAt)));
    }

    private static Command List(CommandRunner runner)
    {
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("list", "List your agents.", "webhost agents list", "webhost agents list --json --limit 100") { page.Limit, page.Cursor },
            async (context, cancellationToken) => PageOptions.Write(
                context,
                await context.Api.GetAsync<Page<Agent>>(page.Path(context, "v1/agents"), cancellationToken),
                "You have no agents yet. 'webhost init' and 'webhost deploy' make one.",
                ["name", "id", "status", "runtime", "framework", "deployed"],
                agent => [agent.Name, agent.AgentId, ApiWord.Of(agent.Status), agent.RuntimeProvider, agent.Framework, Moment.Show(agent.LastDeployedAt)]));
    }

    private static Command Get(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        return runner.Bind(
            new CliCommand("get", "Show an agent.", "webhost agents get support") { selector.Argument, selector.Option },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                Show(context, await context.Api.GetAsync<Agent>($"v1/agents/{Query.Part(id)}", cancellationToken));
            });
    }

    private static Command Switch(CommandRunner runner, string verb, string description)
    {
        var selector = new AgentSelector(runner);
        return runner.Bind(
            new CliCommand(verb, description, $"webhost agents {verb} support") { selector.Argument, selector.Option },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                Show(context, await context.Api.SendAsync<Agent>(new ApiRequest(HttpMethod.Post, $"v1/agents/{Query.Part(id)}/{verb}") { Repeatable = true }, cancellationToken));
            });
    }

    private static Command Clone(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var name = new Option<string?>("--name") { Description = "The clone's name [default: the agent's with -copy].", HelpName = "NAME" };
        return runner.Bind(
            new CliCommand("clone", "Make a new agent with another's settings, secrets and active code.", "webhost agents clone support --name support-next") { selector.Argument, selector.Option, name },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                Show(context, await context.Api.PostOnceAsync<CloneAgentRequest, Agent>(
                    $"v1/agents/{Query.Part(id)}/clone", new CloneAgentRequest { Name = context.Get(name) }, cancellationToken));
            });
    }
}
