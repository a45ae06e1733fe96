using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Invocation;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Storage.Tests;

/// <summary>Makes records that no other test has.</summary>
internal static class Some
{
    public static UserId UserId() => Core.Users.UserId.Of("https://issuer.test", Guid.NewGuid().ToString());

    public static AgentRecord Agent(UserId userId, string name = "echo") => new()
    {
        AgentId = AgentId.New(TimeProvider.System).Value,
        UserId = userId.Value,
        Name = name,
        Framework = "custom",
        RuntimeProvider = "cloudflare",
        EnvVarKeys = ["KEY"],
        Env = new Dictionary<string, string>(StringComparer.Ordinal) { ["MODE"] = "test" },
        CreatedAt = DateTimeOffset.UtcNow,
        UpdatedAt = DateTimeOffset.UtcNow,
    };

    public static DeploymentRecord Deployment(UserId userId, string agentId, int version) => new()
    {
        DeploymentId = Core.Deployments.DeploymentId.New(TimeProvider.System).Value,
        AgentId = agentId,
        UserId = userId.Value,
        Version = version,
        RuntimeProvider = "cloudflare",
        UploadId = "upl_x",
        Checksum = "sha256:00",
        SizeBytes = 1,
        DeployedBy = userId.Value,
        CreatedAt = DateTimeOffset.UtcNow,
        Env = new Dictionary<string, string>(StringComparer.Ordinal),
        DeclaredKeys = [],
    };

    public static MeteredEvent Event(UserId userId, string agentId, InvocationId id, long tokens = 10) => new()
    {
        InvocationId = id,
        UserId = userId.Value,
        AgentId = agentId,
        DeploymentId = "dep_1",
        RuntimeProvider = "cloudflare",
        Timestamp = id.CreatedAt,
        Tokens = tokens,
        ComputeMs = 5,
    };

    public static InvocationMeasurement Measurement(UserId userId, string agentId, InvocationId id, string? errorClass = null) => new()
    {
        InvocationId = id,
        UserId = userId.Value,
        AgentId = agentId,
        DeploymentId = "dep_1",
        RuntimeProvider = "cloudflare",
        SessionId = "ses_1",
        TraceId = "trace",
        StartedAt = id.CreatedAt,
        DurationMs = 7,
        ErrorClass = errorClass,
        ErrorMessage = errorClass is null ? null : "It broke.",
    };
}
