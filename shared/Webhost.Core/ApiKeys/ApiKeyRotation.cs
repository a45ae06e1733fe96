using System.Globalization;
using Webhost.Contracts.ApiKeys;
using Webhost.Core.Audit;
using Webhost.Core.Idempotency;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;

namespace Webhost.Core.ApiKeys;

/// <summary>Gives API keys new secrets. What a key is and may do stays; the secret before works on for a time of grace.</summary>
public sealed class ApiKeyRotation(IApiKeyStore store, ApiKeyRing ring, AuditTrail audit, TimeProvider time)
{
    private const int DefaultGraceSeconds = 3_600;
    private const int MaximumGraceSeconds = 7 * 24 * 3_600;

    /// <summary>
    /// Rotates a key; the answer is the only place where its new secret is ever shown. A secret that an earlier rotation left in its grace ends. Failures: Invalid, NotFound,
    /// Conflict (it has expired, or is changed by somebody else just now).
    /// </summary>
    /// <param name="caller">Whose key it is.</param>
    /// <param name="keyId">The key.</param>
    /// <param name="request">How long the present secret goes on.</param>
    /// <param name="idempotencyKey">What makes calls one rotation; null for a rotation of its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<ApiKeyCreated>> RotateAsync(Caller caller, string keyId, RotateApiKeyRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var graceSeconds = request.GraceSeconds ?? DefaultGraceSeconds;
        if (graceSeconds is < 0 or > MaximumGraceSeconds)
        {
            return Failure.Invalid.At("graceSeconds", $"Give 0, to end the present secret at once, to {MaximumGraceSeconds} seconds (7 days).");
        }

        if (!ApiKeyId.TryParse(keyId, out _) || await store.FindAsync(caller.UserId, keyId, cancellationToken) is not { } present)
        {
            return Failure.NotFound.Of("API key", keyId);
        }

        if (present.Value.ExpiresAt <= time.GetUtcNow())
        {
            return new Failure.Conflict("The key has expired, and a new secret would not work either. Make a new key.");
        }

        var secret = ApiKeySecret.New();
        var rotationId = idempotencyKey is null ? RotationId.New(time) : RotationId.Of(keyId, idempotencyKey);
        var next = Next(present.Value, secret, rotationId, TimeSpan.FromSeconds(graceSeconds), time.GetUtcNow());
        var change = ApiKeyRing.ChangeOf(
            AuditActions.ApiKeyRotate, next, ("rotationId", rotationId.Value), ("from", present.Value.Prefix), ("graceSeconds", graceSeconds.ToString(CultureInfo.InvariantCulture)));
        return await audit.RecordAsync(caller, change, () => RotateAsync(present, next, secret, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// A repeat gets here only when the process that made the rotation died before its answer was kept: nobody knows the secret that it made. It is replaced, and the one
    /// before, which is in use, keeps its grace.
    /// </summary>
    private static ApiKeyRecord Next(ApiKeyRecord present, ApiKeySecret secret, RotationId rotationId, TimeSpan grace, DateTimeOffset now)
    {
        var next = present with { Hash = secret.Hash, Prefix = secret.Shown };
        return string.Equals(present.RotationId, rotationId.Value, StringComparison.Ordinal) && present.RotatedAt + IdempotentCalls.Lifetime > now
            ? next
            : next with
            {
                RotationId = rotationId.Value,
                RotatedAt = now,
                Previous = grace > TimeSpan.Zero ? new ReplacedSecret(present.Hash, present.Prefix, now + grace) : null,
            };
    }

    private async Task<Result<ApiKeyCreated>> RotateAsync(Versioned<ApiKeyRecord> present, ApiKeyRecord next, ApiKeySecret secret, CancellationToken cancellationToken)
    {
        if (!await store.TryRotateAsync(present, next, cancellationToken))
        {
            return new Failure.Conflict("The key was rotated or revoked by somebody else at the same time. Look at it, and rotate it if that is still needed.");
        }

        ring.Forget(present.Value);
        return new ApiKeyCreated { ApiKey = next.ToContract(), Key = secret.Value };
    }
}
