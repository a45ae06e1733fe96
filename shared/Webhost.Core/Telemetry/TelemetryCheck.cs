using Webhost.Contracts.Logs;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Deployments;
using Webhost.Core.Invocation;
using Webhost.Core.Logs;

namespace Webhost.Core.Telemetry;

/// <summary>Checks what a workload claims: it shares its process with customer code, so a claim may be a lie.</summary>
internal static class TelemetryCheck
{
    private const int MaximumShort = 128;
    private static readonly TimeSpan Late = TimeSpan.FromHours(48);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(10);
    private static readonly string[] ErrorClasses = ["auth", "limit", "runtime", "tool", "unknown"];
    private static readonly string[] Levels = ["debug", "info", "warn", "error"];
    private static readonly string[] Sources = ["log", "console", "exception"];

    /// <summary>The event, or the reason why it is refused.</summary>
    public static (MeteredEvent? Event, string? Reason) Check(TelemetryEvent? item, string deploymentId, DeploymentOwner owner, DateTimeOffset now)
    {
        if (item is null)
        {
            return (null, "It is not a well-formed event.");
        }

        if (!InvocationId.TryParse(item.EventId, out var invocationId))
        {
            return (null, "eventId: it is not an invocation's id.");
        }

        if (Attribution(item, deploymentId, owner) is { } foreign)
        {
            return (null, foreign);
        }

        if (item.Timestamp is not { } timestamp || timestamp > now + Early || timestamp < now - Late
            || invocationId.CreatedAt > now + Early || invocationId.CreatedAt < now - Late)
        {
            return (null, "timestamp: it lies in the future or more than 48 hours back.");
        }

        if (Quantities(item) is { } impossible)
        {
            return (null, impossible);
        }

        return (new MeteredEvent
        {
            InvocationId = invocationId,
            UserId = owner.UserId,
            AgentId = owner.AgentId,
            DeploymentId = deploymentId,
            RuntimeProvider = owner.RuntimeProvider,
            Timestamp = timestamp,
            Tokens = Math.Min(UsageBounds.Tokens, item.LlmTokens ?? (item.InputTokens ?? 0) + (item.OutputTokens ?? 0)),
            TokensEstimated = item.TokensEstimated ?? false,
            ComputeMs = item.ComputeMs ?? 0,
            ToolCalls = item.ToolCalls ?? item.Agentcore?.ToolInvocations ?? 0,
            ErrorClass = item.Errors > 0 ? Known(item.ErrorClass, ErrorClasses, "unknown") : null,
            ErrorMessage = item.Errors > 0 ? Cut(item.ErrorMessage, UsageBounds.MessageCharacters) : null,
            TraceId = Cut(item.TraceId, MaximumShort),
            DurableObjectOps = item.Cloudflare?.DurableObjectOps ?? 0,
            WorkersAICalls = item.Cloudflare?.WorkersAICalls ?? 0,
            SessionDurationMs = item.Agentcore?.SessionDurationMs ?? 0,
            BrowserInteractions = item.Agentcore?.BrowserInteractions ?? 0,
        }, null);
    }

    /// <summary>The log lines, cut to size and with times that can't lie far off.</summary>
    public static IReadOnlyList<LogLine> Lines(IReadOnlyList<TelemetryLogLine> lines, string deploymentId, DateTimeOffset now) =>
        [.. lines.Where(line => line is { Id.Length: > 0 and <= MaximumShort, Message: not null }).Select(line => Line(line, deploymentId, now)).DistinctBy(line => line.Id)];

    private static LogLine Line(TelemetryLogLine line, string deploymentId, DateTimeOffset now)
    {
        var timestamp = line.Timestamp is { } claimed && claimed <= now + TimeSpan.FromSeconds(5) && claimed >= now - Late ? claimed : now;
        return new LogLine
        {
            Id = LogIds.Of(timestamp, $"{deploymentId}/{line.Id}"),
            Timestamp = timestamp,
            Level = Known(line.Level, Levels, "info"),
            Message = Cut(line.Message, UsageBounds.MessageCharacters)!,
            Source = Known(line.Source, Sources, "log"),
            DeploymentId = deploymentId,
            InvocationId = Cut(line.InvocationId, MaximumShort),
            SessionId = Cut(line.SessionId, MaximumShort),
            TraceId = Cut(line.TraceId, MaximumShort),
            Stack = Cut(line.Stack, UsageBounds.MessageCharacters),
        };
    }

    private static string? Attribution(TelemetryEvent item, string deploymentId, DeploymentOwner owner)
    {
        if (item.DeploymentId is { } claimedDeployment && !string.Equals(claimedDeployment, deploymentId, StringComparison.Ordinal))
        {
            return "deploymentId: it is not the deployment that signed.";
        }

        return item.AgentId is { } claimedAgent && !string.Equals(claimedAgent, owner.AgentId, StringComparison.Ordinal)
            ? "agentId: it is not the deployment's agent."
            : null;
    }

    private static string? Quantities(TelemetryEvent item)
    {
        if (item.Requests is not (null or 1) || item.Errors is not (null or 0 or 1))
        {
            return "requests, errors: an event stands for one invocation.";
        }

        if (item.LlmTokens is < 0 or > UsageBounds.Tokens || item.InputTokens is < 0 or > UsageBounds.Tokens || item.OutputTokens is < 0 or > UsageBounds.Tokens)
        {
            return "llmTokens: it is negative or impossibly large.";
        }

        if (item.ComputeMs is < 0 || item.ComputeMs > UsageBounds.ComputeMs || item.Agentcore?.SessionDurationMs is < 0 || item.Agentcore?.SessionDurationMs > UsageBounds.ComputeMs)
        {
            return "computeMs: it is negative or impossibly large.";
        }

        return Counter(item.ToolCalls) || Counter(item.Cloudflare?.DurableObjectOps) || Counter(item.Cloudflare?.WorkersAICalls)
            || Counter(item.Agentcore?.ToolInvocations) || Counter(item.Agentcore?.BrowserInteractions)
            ? "A counter is negative or impossibly large."
            : null;

        static bool Counter(long? value) => value is < 0 or > UsageBounds.Counter;
    }

    private static string Known(string? value, string[] known, string fallback) => value is not null && known.Contains(value, StringComparer.Ordinal) ? value : fallback;

    private static string? Cut(string? text, int maximum) => text?.Length > maximum ? text[..maximum] : text;
}
