using System.CommandLine;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary><c>webhost deployments</c>.</summary>
internal static class DeploymentsCommand
{
    public static Command Create(CommandRunner runner) => new CliCommand("deployments", "List, show and cancel deployments, and read what they wrote.", "webhost deployments list support", "webhost deployments logs dep_123")
    {
        List(runner), Get(runner), Logs(runner), Cancel(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var selector = new AgentSelector(runner);
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("list", "List an agent's deployments, newest first.", "webhost deployments list", "webhost deployments list support --limit 5") { selector.Argument, selector.Option, page.Limit, page.Cursor },
            async (context, cancellationToken) =>
            {
                var id = await selector.IdAsync(context, cancellationToken);
                PageOptions.Write(
                    context,
                    await context.Api.GetAsync<Page<Deployment>>(page.Path(context, $"v1/agents/{Query.Part(id)}/deployments"), cancellationToken),
                    "The agent has not been deployed yet.",
                    ["version", "id", "status", "phase", "commit", "created", "deployed"],
                    deployment =>
                    [
                        $"v{deployment.Version}", deployment.DeploymentId, ApiWord.Of(deployment.Status), ApiWord.Of(deployment.Phase),
                        deployment.CommitHash is { } commit ? commit[..Math.Min(commit.Length, 10)] : "–", Moment.Show(deployment.CreatedAt), Moment.Show(deployment.DeployedAt),
                    ]);
            });
    }

    private static Command Get(CommandRunner runner)
    {
        var id = Id();
        return runner.Bind(
            new CliCommand("get", "Show a deployment.", "webhost deployments get dep_123") { id },
            async (context, cancellationToken) => Show(context, await context.Api.GetAsync<Deployment>($"v1/deployments/{Query.Part(context.Get(id)!)}", cancellationToken)));
    }

    private static Command Logs(CommandRunner runner)
    {
        var id = Id();
        var page = new PageOptions();
        return runner.Bind(
            new CliCommand("logs", "Show what a deployment wrote while it was made.", "webhost deployments logs dep_123") { id, page.Cursor },
            async (context, cancellationToken) =>
            {
                var lines = await context.Api.GetAsync<Page<DeploymentLogLine>>(page.Path(context, $"v1/deployments/{Query.Part(context.Get(id)!)}/logs"), cancellationToken);
                if (context.Terminal.Json)
                {
                    context.Terminal.WriteJson(lines);
                    return;
                }

                foreach (var line in lines.Items)
                {
                    context.Terminal.Line($"{Moment.ShowExactly(line.Timestamp)} {ApiWord.Of(line.Phase),-9} {line.Level,-5} {line.Message}");
                }

                if (lines.NextCursor is { } next)
                {
                    context.Terminal.Info($"There is more: --cursor {next}");
                }
            });
    }

    private static Command Cancel(CommandRunner runner)
    {
        var id = Id();
        return runner.Bind(
            new CliCommand("cancel", "Cancel a running deployment.", "webhost deployments cancel dep_123") { id },
            async (context, cancellationToken) =>
            {
                var deployment = await DeploymentCancellation.AskAsync(context.Api, context.Get(id)!, cancellationToken);
                Confirmation.Done(context, deployment, $"{deployment.DeploymentId} is being cancelled.");
            });
    }

    private static Argument<string> Id() => new("deployment") { Description = "The deployment's id." };

    private static void Show(CommandContext context, Deployment deployment)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(deployment);
            return;
        }

        context.Terminal.Fields(
            ("id", deployment.DeploymentId), ("agent", deployment.AgentId), ("version", $"v{deployment.Version}"), ("status", ApiWord.Of(deployment.Status)),
            ("phase", $"{ApiWord.Of(deployment.Phase)}, {deployment.PercentComplete}%"), ("runtime", deployment.RuntimeProvider), ("commit", deployment.CommitHash),
            ("artifact", deployment.Artifact.Checksum), ("by", deployment.DeployedBy), ("created", Moment.Show(deployment.CreatedAt)),
            ("deployed", Moment.Show(deployment.DeployedAt)), ("ended", Moment.Show(deployment.EndedAt)),
            ("error", deployment.Error is { } error ? error.Message : null));
        foreach (var problem in deployment.Error?.Problems ?? [])
        {
            context.Terminal.Line($"  - {problem.Path}: {problem.Message}");
        }

        foreach (var line in deployment.LastLogLines ?? [])
        {
            context.Terminal.Line($"  {line}");
        }
    }
}
