using Microsoft.Extensions.Logging;

namespace Webhost.Providers.AgentCore.Aws;

/// <summary>What is logged of AWS's APIs: ids and codes, never bodies.</summary>
internal static partial class AwsLog
{
    [LoggerMessage(1, LogLevel.Warning, "AWS refused {Operation}: {Kind} ({Code}), request {RequestId}: {Message}")]
    public static partial void Refused(ILogger logger, string operation, AwsErrorKind kind, string code, string? requestId, string? message);

    [LoggerMessage(2, LogLevel.Debug, "AWS declined {Operation}: {Kind} ({Code}), request {RequestId}.")]
    public static partial void Declined(ILogger logger, string operation, AwsErrorKind kind, string code, string? requestId);

    [LoggerMessage(3, LogLevel.Warning, "A session of {AgentId} could not be stopped: {Kind} ({Code}), request {RequestId}. It ends when it has been idle long enough.")]
    public static partial void NotStopped(ILogger logger, string agentId, AwsErrorKind kind, string code, string? requestId);

    [LoggerMessage(4, LogLevel.Warning, "AWS could not make {Resource} ready: {Reason}")]
    public static partial void NotReady(ILogger logger, string resource, string? reason);

    [LoggerMessage(5, LogLevel.Warning, "Whether a new version starts could not be checked: {Kind} ({Code}), request {RequestId}. It is published all the same.")]
    public static partial void NotChecked(ILogger logger, AwsErrorKind kind, string code, string? requestId);
}
