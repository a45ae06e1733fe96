using System.Globalization;
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
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(10);

    // What is sent in time is on its way for a while.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(10);
    private static readonly string[] ErrorClasses = ["auth", "limit", "runtime", "tool", "unknown"];
    private static readonly string[] Levels = ["debug", "info", "warn", "error"];
    private static readonly string[] Sources = ["log", "console", "exception"];

    /// <summary>The event, or why it is refused.</summary>
    public static (MeteredEvent? Event, Refusal? Refusal) Check(ParsedEvent parsed, string deploymentId, DeploymentOwner owner, DateTimeOffset now)
    {
        if (parsed.Event is not { } item)
        {
            return (null, parsed.Refusal);
        }

        if (!InvocationId.TryParse(item.EventId, out var invocationId))
        {
            return Refused(RefusalReason.Malformed, "eventId: it is not an invocation's id.");
        }

        if (item.Timestamp is not { } timestamp)
        {
            return Refused(RefusalReason.Malformed, "timestamp: it is missing.");
        }

        if ((Attribution(item, deploymentId, owner) ?? Times(timestamp, invocationId.CreatedAt, now) ?? Quantities(item)) is { } refusal)
        {
            return (null, refusal);
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

    /// <summary>The log lines that have the form of one, cut to size and with times that can't lie far off.</summary>
    public static IReadOnlyList<LogLine> Lines(IReadOnlyList<TelemetryLogLine?> lines, string deploymentId, DateTimeOffset now) =>
        [.. lines.OfType<TelemetryLogLine>().Where(line => line is { Id.Length: > 0 and <= MaximumShort, Message: not null }).Select(line => Line(line, deploymentId, now))];

    private static LogLine Line(TelemetryLogLine line, string deploymentId, DateTimeOffset now)
    {
        var timestamp = line.Timestamp is { } claimed && claimed <= now + TimeSpan.FromSeconds(5) && claimed >= now - UsageBounds.Late ? claimed : now;
        return new LogLine
        {
            Id = LogIds.Of(timestamp.AddTicks(PlaceIn(line.Id!)), $"{deploymentId}/{line.Id}"),
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

    // Lines of one millisecond keep their order: the workload numbers them at the end of their ids, and a millisecond has room for that many.
    private static long PlaceIn(string lineId) =>
        long.TryParse(lineId.AsSpan(lineId.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < TimeSpan.TicksPerMillisecond ? place : 0;

    private static (MeteredEvent? Event, Refusal? Refusal) Refused(RefusalReason reason, string message) => (null, new Refusal(reason, message));

    private static Refusal? Attribution(TelemetryEvent item, string deploymentId, DeploymentOwner owner)
    {
        if (item.DeploymentId is { } claimedDeployment && !string.Equals(claimedDeployment, deploymentId, StringComparison.Ordinal))
        {
            return new Refusal(RefusalReason.Foreign, "deploymentId: it is not the deployment that signed.");
        }

        return item.AgentId is { } claimedAgent && !string.Equals(claimedAgent, owner.AgentId, StringComparison.Ordinal)
            ? new Refusal(RefusalReason.Foreign, "agentId: it is not the deployment's agent.")
            : null;
    }

    private static Refusal? Times(DateTimeOffset claimed, DateTimeOffset made, DateTimeOffset now)
    {
        if (claimed > now + Early || made > now + Early)
        {
            return new Refusal(RefusalReason.Future, "timestamp: it lies in the future.");
        }

        var oldest = now - UsageBounds.Late - OnItsWay;
        return claimed < oldest || made < oldest
            ? new Refusal(RefusalReason.Late, $"timestamp: it lies more than {UsageBounds.Late.TotalHours:0} hours back.")
            : null;
    }

    private static Refusal? Quantities(TelemetryEvent item)
    {
        if (item.Requests is not (null or 1) || item.Errors is not (null or 0 or 1))
        {
            return new Refusal(RefusalReason.NotOneInvocation, "requests, errors: an event stands for one invocation.");
        }

        return Bounded("llmTokens", item.LlmTokens, UsageBounds.Tokens) ?? Bounded("inputTokens", item.InputTokens, UsageBounds.Tokens) ?? Bounded("outputTokens", item.OutputTokens, UsageBounds.Tokens)
            ?? Bounded("computeMs", item.ComputeMs, UsageBounds.ComputeMs) ?? Bounded("toolCalls", item.ToolCalls, UsageBounds.Counter)
            ?? Bounded("cloudflare.durableObjectOps", item.Cloudflare?.DurableObjectOps, UsageBounds.Counter)
            ?? Bounded("cloudflare.workersAICalls", item.Cloudflare?.WorkersAICalls, UsageBounds.Counter)
            ?? Bounded("agentcore.sessionDurationMs", item.Agentcore?.SessionDurationMs, UsageBounds.ComputeMs)
            ?? Bounded("agentcore.toolInvocations", item.Agentcore?.ToolInvocations, UsageBounds.Counter)
            ?? Bounded("agentcore.browserInteractions", item.Agentcore?.BrowserInteractions, UsageBounds.Counter);
    }

    private static Refusal? Bounded(string name, long? quantity, long most) => quantity switch
    {
        < 0 => new Refusal(RefusalReason.Negative, $"{name}: it is negative."),
        _ when quantity > most => new Refusal(RefusalReason.Overflow, $"{name}: it is impossibly large."),
        _ => null,
    };

    private static string Known(string? value, string[] known, string fallback) => value is not null && known.Contains(value, StringComparer.Ordinal) ? value : fallback;

    private static string? Cut(string? text, int maximum) => text?.Length > maximum ? text[..maximum] : text;
}
