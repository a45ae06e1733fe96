using System.CommandLine;
using Webhost.Cli.Agents;
using Webhost.Cli.Api;
using Webhost.Cli.Projects;
using Webhost.Cli.Shell;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Deployments;

/// <summary><c>webhost deploy</c>.</summary>
internal static class DeployCommand
{
    public static Command Create(CommandRunner runner)
    {
        var directory = new Argument<string>("dir") { Description = "The agent's folder, which holds agent.config.json.", DefaultValueFactory = _ => "." };
        var selector = new AgentSelector(runner);
        var commit = new Option<string?>("--commit") { Description = "The source revision, for the history [default: git's HEAD].", HelpName = "HASH" };
        var queue = new Option<bool>("--queue") { Description = "Wait in line when another deployment of the agent is running." };
        var noWait = new Option<bool>("--no-wait") { Description = "Don't wait for the deployment's end." };
        var runtime = new Option<string?>("--runtime") { Description = "The runtime to deploy to, from agent.config.RUNTIME.json where there is one; the agent moves there with this deployment.", HelpName = "cloudflare|agentcore" };
        var nodeModules = new Option<bool>("--include-node-modules") { Description = "Upload node_modules too; it is for agentcore, which installs nothing." };
        var dist = new Option<bool>("--include-dist") { Description = "Upload dist too; it is when the entry point lies in it." };
        var command = new CliCommand(
            "deploy", "Upload a folder and deploy it; the agent is made on first use, and .webhost.json remembers it. Ctrl-C cancels on the server too.",
            "webhost deploy", "webhost deploy samples/echo", "webhost deploy --agent support --queue", "webhost deploy --runtime agentcore", "webhost deploy --no-wait --json")
        {
            directory, selector.Option, runtime, commit, queue, noWait, nodeModules, dist,
        };
        return runner.Bind(command, async (context, cancellationToken) =>
        {
            var folder = context.Host.FullPath(context.Get(directory)!).TrimEnd(Path.DirectorySeparatorChar);
            await ManifestProposal.OfferAsync(context, folder, cancellationToken);
            var choice = RuntimeChoice.Read(folder, context.Get(runtime));
            var manifest = choice.Manifest;
            var includeDist = context.Get(dist) || manifest.Entrypoint?.TrimStart('.', '/').StartsWith("dist/", StringComparison.Ordinal) is true;
            var packs = context.Get(nodeModules) || manifest.Runtime is "agentcore";
            var files = BundleFiles.Collect(folder, new IgnoreRules(ReadOwnRules(folder), packs, includeDist), packs ? LinkedPackages(context, folder, manifest) : null).With(choice.Pack);
            var agent = await DeployTarget.FindAsync(context, folder, manifest, context.Get(selector.Option), cancellationToken);
            if (context.Get(runtime) is { } chosen)
            {
                agent = await DeployTarget.MoveAsync(context, agent, chosen, cancellationToken);
            }

            var artifact = await ArtifactUpload.RunAsync(context, agent.AgentId, files, cancellationToken);
            var revision = context.Get(commit) ?? await GitRevision.FindAsync(folder, cancellationToken);

            // Not cancellable: a deployment that was started without our knowing its id could not be cancelled.
            var accepted = await context.Api.PostOnceAsync<CreateDeploymentRequest, DeploymentAccepted>(
                $"v1/agents/{Query.Part(agent.AgentId)}/deployments",
                new CreateDeploymentRequest
                {
                    Artifact = new ArtifactReference { Type = "uploaded_bundle", UploadId = artifact.UploadId },
                    CommitHash = revision,
                    Queue = context.Get(queue) ? true : null,
                },
                CancellationToken.None);
            return context.Get(noWait) ? Accepted(context, accepted) : await WaitAsync(context, agent, accepted, cancellationToken);
        });
    }

    /// <summary>The packages to lay out anew; null when they lie in the project as they are to be packed.</summary>
    private static InstalledPackages? LinkedPackages(CommandContext context, string folder, Manifest manifest)
    {
        var packages = InstalledPackages.Of(folder, manifest.Entrypoint);
        if (packages.Missing.Count > 0)
        {
            context.Terminal.Warn($"Not installed, so not packed: {string.Join(", ", packages.Missing)}. Install the project's packages first; with Yarn, 'nodeLinker: node-modules' in .yarnrc.yml makes a node_modules.");
        }

        return packages.AreLinked ? packages : null;
    }

    private static async Task<int> WaitAsync(CommandContext context, Agent agent, DeploymentAccepted accepted, CancellationToken cancellationToken)
    {
        var start = context.Host.Time.GetTimestamp();
        context.Terminal.Info($"Version {accepted.Version} ({accepted.DeploymentId})");
        try
        {
            var deployment = await FollowAsync(context, accepted.DeploymentId, cancellationToken);
            return DeploymentOutcome.Report(context, agent, deployment, context.Host.Time.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await DeploymentCancellation.RunAsync(context, accepted.DeploymentId);
            return ExitCode.Cancelled;
        }
    }

    /// <summary>Shows a deployment's phases until it has ended.</summary>
    public static Task<Deployment> FollowAsync(CommandContext context, string deploymentId, CancellationToken cancellationToken) =>
        new DeploymentWatch(context.Terminal, context.Host.Time).RunAsync(
            new DeploymentFollower(context).FollowAsync(deploymentId, cancellationToken), cancellationToken);

    private static int Accepted(CommandContext context, DeploymentAccepted accepted)
    {
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(accepted);
        }
        else
        {
            context.Terminal.Line($"Started version {accepted.Version}: {accepted.DeploymentId}");
            context.Terminal.Info($"See how it goes: webhost deployments get {accepted.DeploymentId}");
        }

        return ExitCode.Ok;
    }

    private static string[] ReadOwnRules(string folder)
    {
        var file = Path.Combine(folder, IgnoreRules.FileName);
        RegularFile.Require(file);
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (UnauthorizedAccessException failure)
        {
            throw CliException.Local(ErrorCode.InvalidRequest, $"{file} can't be read: {failure.Message}", exitCode: ExitCode.Failed);
        }
    }
}
