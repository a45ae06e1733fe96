using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Local.AgentCore.Signing;

/// <summary>The keys that requests may be signed with: the account's own, and temporary ones of sessions and assumed roles.</summary>
/// <param name="accessKeyId">The id of the account's own.</param>
/// <param name="secretAccessKey">Its secret.</param>
/// <param name="signingKey">What those of assumed roles are made with: they are not kept, and hold until they expire whatever restarts.</param>
internal sealed class Credentials(string accessKeyId, string secretAccessKey, byte[] signingKey)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int SecretLength = 40;
    private readonly ConcurrentDictionary<string, TemporaryCredentials> _ofSessions = new(StringComparer.Ordinal);

    /// <summary>Makes credentials for an agent, which hold until they are withdrawn.</summary>
    public TemporaryCredentials Issue(string runtimeId)
    {
        var issued = new TemporaryCredentials(NewKeyId(), RandomNumberGenerator.GetHexString(SecretLength, lowercase: true), RandomNumberGenerator.GetHexString(64, lowercase: true), runtimeId);
        _ofSessions[issued.AccessKeyId] = issued;
        return issued;
    }

    public void Withdraw(TemporaryCredentials credentials) => _ofSessions.TryRemove(credentials.AccessKeyId, out _);

    /// <summary>Makes credentials of an assumed role, which hold until a time in seconds since 1970.</summary>
    public TemporaryCredentials Assume(long expires)
    {
        var keyId = NewKeyId();
        return new TemporaryCredentials(keyId, SecretOf(keyId, expires), TokenOf(keyId, expires), SessionOf: null);
    }

    /// <summary>The secret behind a key id; null when nobody has it, or with another token.</summary>
    public (string SecretAccessKey, string? SessionOf)? Find(string keyId, string? token, DateTimeOffset now)
    {
        if (string.Equals(keyId, accessKeyId, StringComparison.Ordinal))
            return token is null ? (secretAccessKey, null) : null;
        if (token is null)
            return null;
        if (_ofSessions.TryGetValue(keyId, out var found))
            return Same(token, found.SessionToken) ? (found.SecretAccessKey, found.SessionOf) : null;
        return long.TryParse(token.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var expires) && Same(token, TokenOf(keyId, expires)) && expires > now.ToUnixTimeSeconds()
            ? (SecretOf(keyId, expires), null)
            : null;
    }

    public static bool Same(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static string NewKeyId() => $"ASIA{RandomNumberGenerator.GetString(Letters, 16)}";

    private string SecretOf(string keyId, long expires) => Sign($"secret:{keyId}:{expires}")[..SecretLength];

    private string TokenOf(string keyId, long expires) => string.Create(CultureInfo.InvariantCulture, $"{expires}.{Sign($"token:{keyId}:{expires}")}");

    private string Sign(FormattableString content) => Convert.ToHexStringLower(HMACSHA256.HashData(signingKey, Encoding.UTF8.GetBytes(FormattableString.Invariant(content))));
}

/// <summary>Credentials with a session token.</summary>
internal sealed record TemporaryCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, string? SessionOf);
