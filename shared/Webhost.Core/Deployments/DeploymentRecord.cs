using Webhost.Contracts.Audit;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts;

namespace Webhost.Core.Deployments;

/// <summary>A deployment as it is stored (master spec §6.3): immutable but for its progress, outcome and provider reference.</summary>
public sealed record DeploymentRecord
{
    /// <summary>The deployment's id, which is also its orchestration's.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>Monotonic per agent, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The runtime that it is made for.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>The upload that it is made from.</summary>
    public required string UploadId { get; init; }

    /// <summary><c>sha256:…</c> of the upload.</summary>
    public required string Checksum { get; init; }

    /// <summary>The upload's size.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The source revision that the caller gave.</summary>
    public string? CommitHash { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string DeployedBy { get; init; }

    /// <summary>With which credential; null for what was asked for before that was kept.</summary>
    public AuditActor? Actor { get; init; }

    /// <summary>The trace of the request that asked for it.</summary>
    public string? TraceId { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public DeploymentStatus Status { get; init; } = DeploymentStatus.Deploying;

    /// <summary>The step it is in, or in which it ended.</summary>
    public DeploymentPhase Phase { get; init; } = DeploymentPhase.Queued;

    /// <summary>0 to 100.</summary>
    public int PercentComplete { get; init; }

    /// <summary>Whether its owner asked for it to stop.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether its time was over before it reached an end.</summary>
    public bool Overdue { get; init; }

    /// <summary>Whether the provider may hold something of it, so that a failure has something to undo.</summary>
    public bool TouchedProvider { get; init; }

    /// <summary>The checked manifest; null before the validation.</summary>
    public AgentManifest? Manifest { get; init; }

    /// <summary>The plain variables at the time of the deployment.</summary>
    public required IReadOnlyDictionary<string, string> Env { get; init; }

    /// <summary>The keys that the agent itself declares, beside the manifest's.</summary>
    public required IReadOnlyList<string> DeclaredKeys { get; init; }

    /// <summary>SHA-256 of the built archive in hexadecimal; null before the build.</summary>
    public string? BuildHash { get; init; }

    /// <summary>The built archive's size.</summary>
    public long? BuildSizeBytes { get; init; }

    /// <summary>Facts of the build for the provider.</summary>
    public IReadOnlyDictionary<string, string> BuildFacts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where the provider runs it; null before the provider has it.</summary>
    public IReadOnlyDictionary<string, string>? ProviderReference { get; init; }

    /// <summary>When the runtime last got the secrets' values with this deployment.</summary>
    public DateTimeOffset? SecretsAppliedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public StepFailure? Failure { get; init; }

    /// <summary>The last lines of its log at a failure.</summary>
    public IReadOnlyList<string>? LastLogLines { get; init; }

    /// <summary>When it last became active.</summary>
    public DateTimeOffset? DeployedAt { get; init; }

    /// <summary>When it reached an end.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether its log has been removed, since its time was over.</summary>
    public bool LogRemoved { get; init; }

    /// <summary>Whether it has reached an end.</summary>
    public bool Ended => Status != DeploymentStatus.Deploying;

    /// <summary>Whether it served once, so that it can be activated again without a build.</summary>
    public bool CanBeActivated => Status is DeploymentStatus.Active or DeploymentStatus.Superseded or DeploymentStatus.RolledBack;

    /// <summary>How far it is, as the API shows it.</summary>
    public DeploymentProgress ToProgress() => new() { Phase = Phase, PercentComplete = PercentComplete, Message = Ended ? $"{Status}" : null };

    /// <summary>The deployment as the API shows it.</summary>
    public Deployment ToContract() => new()
    {
        DeploymentId = DeploymentId,
        AgentId = AgentId,
        Version = Version,
        RuntimeProvider = RuntimeProvider,
        Status = Status,
        Phase = Phase,
        PercentComplete = PercentComplete,
        CommitHash = CommitHash,
        Artifact = new ArtifactReference { Type = "uploaded_bundle", UploadId = UploadId, Checksum = Checksum, SizeBytes = SizeBytes },
        Error = Failure is null ? null : new ErrorBody
        {
            Code = Failure.Code,
            Message = Failure.Message,
            Retryable = Failure.Retryable,
            TraceId = TraceId ?? string.Empty,
            Problems = Failure.Problems,
            Limit = Failure.Limit,
        },
        LastLogLines = LastLogLines,
        CreatedAt = CreatedAt,
        DeployedAt = DeployedAt,
        EndedAt = EndedAt,
        DeployedBy = DeployedBy,
    };
}
