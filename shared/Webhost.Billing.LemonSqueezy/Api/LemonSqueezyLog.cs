using Microsoft.Extensions.Logging;

namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>What is logged of Lemon Squeezy's API: paths and statuses, never bodies.</summary>
internal static partial class LemonSqueezyLog
{
    [LoggerMessage(1, LogLevel.Warning, "Lemon Squeezy refused {Method} {Path}: HTTP {Status}.")]
    public static partial void Refused(ILogger logger, string method, string path, int status);

    [LoggerMessage(2, LogLevel.Information, "Lemon Squeezy {Method} {Path} is tried again in {DelayMs} ms (attempt {Attempt}): HTTP {Status}.")]
    public static partial void Retrying(ILogger logger, string method, string path, long delayMs, int attempt, int status);

    [LoggerMessage(3, LogLevel.Warning, "Lemon Squeezy {Method} {Path} gave no answer.")]
    public static partial void NoAnswer(ILogger logger, string method, string path, Exception exception);
}
