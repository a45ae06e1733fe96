using Webhost.Core.Invocation;
using Webhost.Core.Telemetry;

namespace Webhost.Bench.Telemetry;

/// <summary>Makes invocations, both sides of each.</summary>
internal static class GeneratedInvocation
{
    private const int Deployments = 3;

    /// <summary>The nth of an hour with so many.</summary>
    public static MeteredInvocation Of(MetricHour hour, int number, int of)
    {
        long milliseconds = hour.Start.ToUnixTimeMilliseconds() + (3_600_000L * number / of);
        InvocationId id = new($"inv_{milliseconds:x12}7000{number:x16}");
        string deploymentId = $"dep_{number % Deployments}";
        InvocationMeasurement measured = new()
        {
            InvocationId = id,
            UserId = "usr_1",
            AgentId = hour.AgentId,
            DeploymentId = deploymentId,
            RuntimeProvider = "cloudflare",
            SessionId = $"ses_{number % 1_000}",
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
            DurationMs = 20 + (number * 7919L % 3_000),
            Tokens = number % 500,
            ErrorClass = number % 100 == 0 ? "tool" : null,
        };
        MeteredEvent reported = new()
        {
            InvocationId = id,
            UserId = "usr_1",
            AgentId = hour.AgentId,
            DeploymentId = deploymentId,
            RuntimeProvider = "cloudflare",
            Timestamp = measured.StartedAt,
            Tokens = number % 500,
            ComputeMs = measured.DurationMs - 5,
            ToolCalls = 1,
            DurableObjectOps = 3,
        };
        return new(id, measured, reported);
    }
}
