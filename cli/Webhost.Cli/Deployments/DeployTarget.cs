using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Projects;
using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Deployments;

/// <summary>Finds the agent that a folder is deployed to, or makes it on first use.</summary>
internal static class DeployTarget
{
    public static async Task<Agent> FindAsync(CommandContext context, string folder, Manifest manifest, string? given, CancellationToken cancellationToken)
    {
        if (given is not null)
        {
            return await ReadAsync(context, await AgentLocator.IdAsync(context, given, cancellationToken), cancellationToken);
        }

        var api = ApiAddress.Display(context.ApiBase);
        var link = ProjectLink.Read(folder);
        if (link?.IsFor(api) is true)
        {
            return await LinkedAsync(context, link.AgentId!, cancellationToken);
        }

        var name = manifest.Name ?? Path.GetFileName(folder);
        var agent = await AgentLocator.ByNameAsync(context, name, cancellationToken);
        if (agent is not null)
        {
            context.Terminal.Info($"Deploying to your agent {agent.Name} ({agent.AgentId}).");
        }
        else
        {
            agent = await CreateAsync(context, name, manifest, cancellationToken);
            context.Terminal.Info($"Made the agent {agent.Name} ({agent.AgentId}).");
        }

        if (link is null)
        {
            new ProjectLink { AgentId = agent.AgentId, Api = api }.Write(folder);
        }

        return agent;
    }

    /// <summary>Sets the runtime of an agent's next deployment, unless it is that already. What serves at the moment serves until then.</summary>
    public static async Task<Agent> MoveAsync(CommandContext context, Agent agent, string runtime, CancellationToken cancellationToken)
    {
        if (string.Equals(agent.RuntimeProvider, runtime, StringComparison.Ordinal))
        {
            return agent;
        }

        var request = new ApiRequest(HttpMethod.Patch, $"v1/agents/{Query.Part(agent.AgentId)}") { Repeatable = true };
        var moved = await context.Api.SendAsync<Agent>(request.With(new UpdateAgentRequest { RuntimeProvider = runtime }), cancellationToken);
        context.Terminal.Info($"{agent.Name} moves from {agent.RuntimeProvider} to {runtime} with this deployment.");
        return moved;
    }

    private static Task<Agent> CreateAsync(CommandContext context, string name, Manifest manifest, CancellationToken cancellationToken)
    {
        string[] keys = [.. manifest.Env?.RequiredKeys ?? [], .. manifest.Env?.OptionalKeys ?? []];
        return context.Api.PostOnceAsync<CreateAgentRequest, Agent>(
            "v1/agents",
            new CreateAgentRequest
            {
                Name = name,
                Framework = manifest.Framework,
                RuntimeProvider = manifest.Runtime,
                EnvVarKeys = keys.Length > 0 ? keys : null,
            },
            cancellationToken);
    }

    private static async Task<Agent> LinkedAsync(CommandContext context, string agentId, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(context, agentId, cancellationToken);
        }
        catch (CliException missing) when (missing.Error.Code is ErrorCode.NotFound)
        {
            throw new CliException(
                missing.Error with { Message = $"The agent {agentId}, which {ProjectLink.FileName} names, does not exist any more or is another account's." },
                missing.ExitCode, $"Delete {ProjectLink.FileName} to deploy by name, or name an agent with --agent.", missing);
        }
    }

    private static Task<Agent> ReadAsync(CommandContext context, string agentId, CancellationToken cancellationToken) =>
        context.Api.GetAsync<Agent>($"v1/agents/{Query.Part(agentId)}", cancellationToken);
}
