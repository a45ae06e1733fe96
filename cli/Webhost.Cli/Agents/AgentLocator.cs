using Webhost.Cli.Api;
using Webhost.Cli.Projects;
using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Agents;

/// <summary>Finds agents by id, by name, or by the project that the user stands in.</summary>
internal static class AgentLocator
{
    private const string IdPrefix = "agt_";

    /// <summary>The id of the named agent, or of the project's.</summary>
    public static async Task<string> IdAsync(CommandContext context, string? nameOrId, CancellationToken cancellationToken)
    {
        if (nameOrId is null)
        {
            return ProjectLink.Find(context.Host.WorkingDirectory) is { AgentId: { } linked } link && link.IsFor(ApiAddress.Display(context.ApiBase))
                ? linked
                : throw CliException.Usage("Which agent? This folder has not been deployed to this API.", "Name one: --agent NAME|ID ('webhost agents list' shows them).");
        }

        return IsId(nameOrId)
            ? nameOrId
            : (await ByNameAsync(context, nameOrId, cancellationToken))?.AgentId ?? throw CliException.Local(ErrorCode.NotFound, $"You have no agent named '{nameOrId}'.");
    }

    /// <summary>Whether the text is an agent's id rather than a name.</summary>
    public static bool IsId(string text) => text.StartsWith(IdPrefix, StringComparison.Ordinal);

    /// <summary>The agent of that name, without regard to case; null if there is none.</summary>
    public static async Task<Agent?> ByNameAsync(CommandContext context, string name, CancellationToken cancellationToken) =>
        await context.Api.EveryAsync<Agent>("v1/agents", cancellationToken).FirstOrDefaultAsync(agent => string.Equals(agent.Name, name, StringComparison.OrdinalIgnoreCase), cancellationToken);
}
