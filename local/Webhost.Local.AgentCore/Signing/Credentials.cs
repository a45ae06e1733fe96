using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Local.AgentCore.Signing;

/// <summary>The keys that requests may be signed with: the account's own, and temporary ones of sessions and assumed roles.</summary>
internal sealed class Credentials(string accessKeyId, string secretAccessKey)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly ConcurrentDictionary<string, TemporaryCredentials> _temporary = new(StringComparer.Ordinal);

    /// <summary>Makes credentials that hold until they are withdrawn or expire.</summary>
    public TemporaryCredentials Issue(string? sessionOf, DateTimeOffset? expires)
    {
        var issued = new TemporaryCredentials(
            $"ASIA{RandomNumberGenerator.GetString(Letters, 16)}", RandomNumberGenerator.GetHexString(40, lowercase: true), RandomNumberGenerator.GetHexString(64, lowercase: true), sessionOf, expires);
        _temporary[issued.AccessKeyId] = issued;
        return issued;
    }

    public void Withdraw(TemporaryCredentials credentials) => _temporary.TryRemove(credentials.AccessKeyId, out _);

    /// <summary>The secret behind a key id; null when nobody has it, or with another token.</summary>
    public (string SecretAccessKey, string? SessionOf)? Find(string keyId, string? token, DateTimeOffset now)
    {
        if (string.Equals(keyId, accessKeyId, StringComparison.Ordinal))
            return token is null ? (secretAccessKey, null) : null;
        if (!_temporary.TryGetValue(keyId, out var found) || token is null || !Same(token, found.SessionToken) || found.Expires <= now)
            return null;
        return (found.SecretAccessKey, found.SessionOf);
    }

    public static bool Same(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}

/// <summary>Credentials with a session token.</summary>
internal sealed record TemporaryCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, string? SessionOf, DateTimeOffset? Expires);
