using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Deployments;

/// <summary><c>webhost rollback</c>.</summary>
internal static class RollbackCommand
{
    /// <summary>The server answers when the older deployment serves, within a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Command Create(CommandRunner runner)
    {
        var target = new Argument<string?>("deployment") { Description = "A deployment's id or a version [default: the one that served last before the present one].", Arity = ArgumentArity.ZeroOrOne };
        var selector = new AgentSelector(runner);
        var command = new CliCommand(
            "rollback", "Let a deployment answer again that served before; nothing is rebuilt, and sessions are kept. Without a target a second roll-back undoes the first.",
            "webhost rollback", "webhost rollback v3 --agent support", "webhost rollback dep_123")
        {
            target, selector.Option,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var id = await selector.IdByOptionAsync(context, cancellationToken);
            var agent = await context.Api.GetAsync<Agent>($"v1/agents/{Query.Part(id)}", cancellationToken);
            var deploymentId = await FindAsync(context, agent, context.Get(target), cancellationToken);
            var start = context.Host.Time.GetTimestamp();
            var request = new ApiRequest(HttpMethod.Post, $"v1/agents/{Query.Part(id)}/rollback") { Timeout = Patience };
            var deployment = await context.Api.SendOnceAsync<Deployment>(request.With(new RollbackRequest { DeploymentId = deploymentId }), cancellationToken);
            if (context.Terminal.Json)
            {
                context.Terminal.WriteJson(deployment);
                return;
            }

            context.Terminal.Line($"{agent.Name} answers with version {deployment.Version} ({deployment.DeploymentId}) again.");
            context.Terminal.Info($"That took {context.Host.Time.GetElapsedTime(start).TotalSeconds:0.00} s.");
        });
    }

    private static async Task<string> FindAsync(CommandContext context, Agent agent, string? target, CancellationToken cancellationToken)
    {
        if (target?.StartsWith("dep_", StringComparison.Ordinal) is true)
        {
            return target;
        }

        int? wanted = target is null ? null
            : int.TryParse(target.TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
            : throw CliException.Usage($"'{target}' is neither a deployment's id nor a version such as v3.");
        var all = await context.Api.EveryAsync<Deployment>($"v1/agents/{Query.Part(agent.AgentId)}/deployments", cancellationToken).ToListAsync(cancellationToken);
        if (wanted is not null)
        {
            return all.Find(deployment => deployment.Version == wanted)?.DeploymentId
                ?? throw CliException.Local(ErrorCode.NotFound, $"{agent.Name} has no version {wanted}.", "'webhost deployments list' shows the versions.");
        }

        // By when each began to serve, which a roll-back renews, and not by version: after a roll-back to an old version a newer one served before it.
        return all
            .Where(deployment => deployment.Status is DeploymentStatus.Superseded or DeploymentStatus.RolledBack && !string.Equals(deployment.DeploymentId, agent.ActiveDeploymentId, StringComparison.Ordinal))
            .MaxBy(deployment => (deployment.DeployedAt, deployment.Version))?.DeploymentId
            ?? throw CliException.Local(ErrorCode.Conflict, $"No other version of {agent.Name} has served.", "'webhost deployments list' shows the versions.");
    }
}
