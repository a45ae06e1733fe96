using System.Collections.Concurrent;
using System.Security.Cryptography;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>
/// The steps of a deployment (architecture: Deploy), each safe to repeat by deployment id: an activity can run twice. An expected failure is a value;
/// trouble that may pass is a <see cref="TransientStepException"/>, which the orchestration tries again.
/// </summary>
public sealed class DeploymentPipeline(
    DeploymentJournal journal,
    AgentHold hold,
    DeploymentStop stop,
    DeploymentEnd end,
    IArtifactStore artifacts,
    SecretValues secrets,
    DeploymentInputs inputs,
    WorkloadKeys keys,
    RuntimeProviders providers,
    RuntimeEntitlement entitlement,
    PointerAudit audit,
    TimeProvider time)
{
    private const int MaximumBuildLines = 1_000;

    /// <summary>Takes the agent when it is this deployment's turn. A turn that can't come any more, since the agent is being removed, is a failure.</summary>
    public async Task<StepOutcome> AcquireAsync(StepInput step, CancellationToken cancellationToken)
    {
        if (await hold.IsGoneAsync(new UserId(step.UserId), step.AgentId, cancellationToken))
        {
            return DeploymentStop.Removed();
        }

        var deployment = await journal.ReadAsync(step, cancellationToken);
        var taken = await hold.TryTakeAsync(new UserId(step.UserId), step.AgentId, step.DeploymentId, deployment.Version, cancellationToken);
        return taken ? StepOutcome.Done : new StepOutcome { Busy = true };
    }

    /// <summary>Checks the archive, the manifest and the declared keys.</summary>
    public async Task<StepOutcome> ValidateAsync(StepInput step, CancellationToken cancellationToken)
    {
        var deployment = await journal.EnterAsync(step, DeploymentPhase.Validate, "Checking the archive and its manifest.", cancellationToken);
        if (await stop.LookAsync(deployment, cancellationToken) is { } stopped)
        {
            return stopped;
        }

        using var work = WorkFolder.Create();
        var read = await UnpackAsync(deployment, work, cancellationToken);
        if (!read.TryGet(out var source, out var failure))
        {
            return await FailedAsync(step, DeploymentPhase.Validate, failure, cancellationToken);
        }

        if (source.Manifest.ContainerUri is not null && await entitlement.RefuseImagesAsync(new UserId(step.UserId), cancellationToken) is { } noImages)
        {
            return await FailedAsync(step, DeploymentPhase.Validate, noImages, cancellationToken);
        }

        if (await MissingKeysAsync(deployment, source.Manifest, cancellationToken) is { } missing)
        {
            return await FailedAsync(step, DeploymentPhase.Validate, missing, cancellationToken);
        }

        await journal.WriteAsync(step, DeploymentPhase.Validate, "warn", source.Warnings, cancellationToken);
        await journal.ChangeAsync(step, present => present with { Manifest = source.Manifest }, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Builds the code and stores the archive by its content's hash.</summary>
    public async Task<StepOutcome> BundleAsync(StepInput step, CancellationToken cancellationToken)
    {
        var deployment = await journal.EnterAsync(step, DeploymentPhase.Bundle, "Building the code.", cancellationToken);
        if (await stop.LookAsync(deployment, cancellationToken) is { } stopped)
        {
            return stopped;
        }

        using var work = WorkFolder.Create();
        var unpacked = await UnpackAsync(deployment, work, cancellationToken);
        if (!unpacked.TryGet(out var source, out var failure))
        {
            return await FailedAsync(step, DeploymentPhase.Bundle, failure, cancellationToken);
        }

        var lines = new ConcurrentQueue<string>();
        var built = await providers.Get(deployment.RuntimeProvider).BuildAsync(
            new BuildInput { SourceDirectory = source.Root, WorkDirectory = work.Make("build"), Manifest = source.Manifest, Log = lines.Enqueue }, cancellationToken);
        await journal.WriteAsync(step, DeploymentPhase.Bundle, "info", [.. lines.TakeLast(MaximumBuildLines)], cancellationToken);
        if (!built.TryGet(out var output, out failure))
        {
            return await FailedAsync(step, DeploymentPhase.Bundle, failure, cancellationToken);
        }

        await journal.WriteAsync(step, DeploymentPhase.Bundle, "warn", output.Warnings, cancellationToken);
        await journal.EnterAsync(step, DeploymentPhase.Store, "Storing the built artifact.", cancellationToken);
        var (hash, size) = await HashAsync(output.ArchivePath, cancellationToken);
        var room = await entitlement.StorageBytesAsync(new UserId(step.UserId), cancellationToken);
        if (await artifacts.WriteBuildAsync(deployment.UserId, deployment.AgentId, hash, output.ArchivePath, room, cancellationToken) is { } full)
        {
            return await FailedAsync(step, DeploymentPhase.Store, full, cancellationToken);
        }

        await journal.ChangeAsync(step, present => present with { BuildHash = hash, BuildSizeBytes = size, BuildFacts = output.Facts }, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Publishes the build, with its secrets, at the runtime.</summary>
    public async Task<StepOutcome> PublishAsync(StepInput step, CancellationToken cancellationToken)
    {
        var deployment = await journal.EnterAsync(step, DeploymentPhase.Secrets, "Collecting the secrets that the manifest declares.", cancellationToken);
        if (await stop.LookAsync(deployment, cancellationToken) is { } stopped)
        {
            return stopped;
        }

        await WarnOfKeysAsync(step, deployment, cancellationToken);

        // Noted before the call: should it be interrupted, the clean-up knows that there may be something to undo.
        await journal.ChangeAsync(step, present => present with { TouchedProvider = true }, cancellationToken);
        await journal.EnterAsync(step, DeploymentPhase.Provider, $"Publishing to {deployment.RuntimeProvider}.", cancellationToken);
        return await stop.WatchAsync(step, token => HandOverAsync(step, deployment, token), cancellationToken);
    }

    /// <summary>Asks the workload whether it can answer.</summary>
    public async Task<StepOutcome> ProbeAsync(StepInput step, CancellationToken cancellationToken)
    {
        var deployment = await journal.EnterAsync(step, DeploymentPhase.Probe, "Asking the deployed agent whether it is healthy.", cancellationToken);
        if (await stop.LookAsync(deployment, cancellationToken) is { } stopped)
        {
            return stopped;
        }

        var reference = new ProviderReference(deployment.ProviderReference ?? throw new InvalidOperationException("The deployment was not published."));
        var probed = await providers.Get(deployment.RuntimeProvider).ProbeAsync(reference, await keys.InvokeSecretAsync(step.AgentId, cancellationToken), cancellationToken);
        return probed.TryGet(out _, out var failure) ? StepOutcome.Done : await FailedAsync(step, DeploymentPhase.Probe, failure, cancellationToken);
    }

    /// <summary>
    /// Points the agent at the deployment and lets the agent go, in one write. Where that is refused, the deployment stays noted as pending work until its end is recorded.
    /// </summary>
    public async Task<StepOutcome> ActivateAsync(StepInput step, CancellationToken cancellationToken)
    {
        var userId = new UserId(step.UserId);
        var deployment = await journal.EnterAsync(step, DeploymentPhase.Activate, "Pointing the agent at the new deployment.", cancellationToken);
        var active = await hold.ActiveAsync(userId, step.AgentId, cancellationToken);
        if (!string.Equals(active, step.DeploymentId, StringComparison.Ordinal) && await stop.LookAsync(deployment, cancellationToken) is { } stopped)
        {
            return stopped;
        }

        // Recorded before the flip: what serves never changes without a trace of who and why.
        var mark = await audit.BeginAsync(deployment, active, cancellationToken);
        await journal.StepDownAsync(step, active, DeploymentStatus.Superseded, cancellationToken);
        var agent = await hold.ReleaseAsync(
            userId,
            step.AgentId,
            step.DeploymentId,
            held => held with { ActiveDeploymentId = step.DeploymentId, ActiveRuntime = deployment.RuntimeProvider, LastDeployedAt = time.GetUtcNow(), LastDeploymentFailed = false },
            cancellationToken);
        var moved = string.Equals(agent?.ActiveDeploymentId, step.DeploymentId, StringComparison.Ordinal);
        await audit.EndAsync(mark, moved, cancellationToken);
        if (!moved)
        {
            return new StepOutcome { Failure = StepFailure.Of(new Failure.Conflict("The agent was taken away from the deployment before it could be activated. Deploy again.")) };
        }

        await audit.DeploymentEndedAsync(await journal.RecordActiveAsync(step, cancellationToken), cancellationToken);
        await journal.WriteAsync(step, DeploymentPhase.Done, "info", ["The deployment is active."], cancellationToken);
        await end.CrossOffAsync(step, cancellationToken);
        return StepOutcome.Done;
    }

    private async Task<StepOutcome> HandOverAsync(StepInput step, DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var deployed = await providers.Get(deployment.RuntimeProvider).DeployAsync(await inputs.CreateAsync(deployment, cancellationToken), cancellationToken);
        if (!deployed.TryGet(out var reference, out var failure))
        {
            return await FailedAsync(step, DeploymentPhase.Provider, failure, cancellationToken);
        }

        await journal.ChangeAsync(step, present => present with { ProviderReference = reference.Values, SecretsAppliedAt = startedAt }, cancellationToken);
        return StepOutcome.Done;
    }

    private async Task<Result<UnpackedSource>> UnpackAsync(DeploymentRecord deployment, WorkFolder work, CancellationToken cancellationToken)
    {
        var provider = providers.Get(deployment.RuntimeProvider);
        var target = new UploadTarget(deployment.UserId, deployment.AgentId, deployment.UploadId);
        await using var archive = await artifacts.OpenUploadAsync(target, cancellationToken);
        if (archive is null)
        {
            return new Failure.NotFound($"The upload '{deployment.UploadId}' is gone: it was removed, since nobody deployed it for too long. Upload the archive again, then deploy that.");
        }

        var extracted = await new ArchiveExtractor(ArchiveLimits.Of(provider.Capabilities)).ExtractAsync(archive, work.Make("source"), cancellationToken);
        if (!extracted.TryGet(out var unpacked, out var failure))
        {
            return failure;
        }

        var read = await ManifestReader.ReadAsync(unpacked.Root, deployment.RuntimeProvider, provider.Capabilities, cancellationToken);
        return read.Map(manifest => new UnpackedSource(unpacked.Root, manifest.Manifest, manifest.Warnings));
    }

    private async Task<Failure?> MissingKeysAsync(DeploymentRecord deployment, AgentManifest manifest, CancellationToken cancellationToken)
    {
        var set = (await secrets.ReadKeysAsync(deployment.AgentId, cancellationToken)).Concat(deployment.Env.Keys).ToHashSet(StringComparer.Ordinal);
        var missing = manifest.RequiredKeys.Where(key => !set.Contains(key)).ToArray();
        return missing.Length == 0
            ? null
            : Failure.Invalid.All([.. missing.Select(key => new Problem($"env.requiredKeys.{key}", $"The agent needs '{key}' and it has no value. Set it with 'webhost secrets set {key}' (or as a plain variable), then deploy again."))]);
    }

    private async Task WarnOfKeysAsync(StepInput step, DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        var declared = DeploymentInputs.DeclaredKeys(deployment, deployment.Manifest!);
        var set = await secrets.ReadKeysAsync(step.AgentId, cancellationToken);
        await journal.WriteAsync(
            step,
            DeploymentPhase.Secrets,
            "warn",
            [
                .. set.Where(key => !declared.Contains(key)).Select(key => $"The secret '{key}' is set but not declared, so the agent is not given it. Add it to env.optionalKeys in {AgentManifest.FileName}."),
                .. set.Where(key => declared.Contains(key) && deployment.Env.ContainsKey(key)).Select(key => $"'{key}' is a secret and a plain variable: the agent is given the secret. Remove one of them, so that it is clear which value counts."),
            ],
            cancellationToken);
    }

    private async Task<StepOutcome> FailedAsync(StepInput step, DeploymentPhase phase, Failure failure, CancellationToken cancellationToken)
    {
        if (failure.Retryable)
        {
            await journal.WriteAsync(step, phase, "warn", [failure.Message], cancellationToken);
            throw new TransientStepException(failure.Message);
        }

        var problems = (failure as Failure.Invalid)?.Problems;
        await journal.WriteAsync(step, phase, "error", problems is null ? [failure.Message] : [.. problems.Select(problem => $"{problem.Path}: {problem.Message}")], cancellationToken);
        return new StepOutcome { Failure = StepFailure.Of(failure) };
    }

    private static async Task<(string Hash, long Size)> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)), file.Length);
    }

    private sealed record UnpackedSource(string Root, AgentManifest Manifest, IReadOnlyList<string> Warnings);
}
