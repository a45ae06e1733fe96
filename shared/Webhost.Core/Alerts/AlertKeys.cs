using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Telemetry;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Alerts;

/// <summary>The secrets of alerts, derived and never stored (ADR 2): the key that signs for a webhook, and the code that proves an e-mail address.</summary>
public sealed class AlertKeys(WorkloadKeys keys)
{
    private const int SaltBytes = 16;
    private const int CodeDigits = 10;

    /// <summary>A salt for a new webhook.</summary>
    internal static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>The key of a webhook.</summary>
    internal ValueTask<byte[]> WebhookKeyAsync(string userId, string salt, CancellationToken cancellationToken) => keys.PlatformKeyAsync($"alert-webhook:{userId}:{salt}", cancellationToken);

    /// <summary>The key of a webhook as its owner is shown it.</summary>
    internal async ValueTask<string> WebhookSecretAsync(string userId, string salt, CancellationToken cancellationToken) =>
        WebhookSignature.SecretOf(await WebhookKeyAsync(userId, salt, cancellationToken));

    /// <summary>The code that only who reads an address can know.</summary>
    internal async ValueTask<string> EmailCodeAsync(string userId, string email, CancellationToken cancellationToken)
    {
        var key = await keys.PlatformKeyAsync($"alert-email:{userId}", cancellationToken);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(email)))[..CodeDigits];
    }
}
