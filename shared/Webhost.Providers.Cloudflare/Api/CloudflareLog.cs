using Microsoft.Extensions.Logging;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>What is logged of Cloudflare's API: ids and codes, never bodies.</summary>
internal static partial class CloudflareLog
{
    [LoggerMessage(1, LogLevel.Warning, "Cloudflare refused {Method} {Path}: HTTP {Status}, codes {Codes}, ray {Ray}.")]
    public static partial void Refused(ILogger logger, string method, string path, int status, string codes, string? ray);

    [LoggerMessage(2, LogLevel.Information, "Cloudflare {Method} {Path} is tried again in {DelayMs} ms (attempt {Attempt}): HTTP {Status}, codes {Codes}.")]
    public static partial void Retrying(ILogger logger, string method, string path, long delayMs, int attempt, int status, string codes);

    [LoggerMessage(3, LogLevel.Warning, "Cloudflare {Method} {Path} gave no answer.")]
    public static partial void NoAnswer(ILogger logger, string method, string path, Exception exception);
}
