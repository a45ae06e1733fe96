using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Idempotency;

/// <summary>
/// Serves a call with an <c>Idempotency-Key</c> once in 24 hours for each user and operation, and repeats its answer to whoever sends it again. Answers are kept
/// encrypted with a key that is derived from the caller's own, so that what an answer shows once (an API key) can be read nowhere.
/// </summary>
public sealed class IdempotentCalls(IIdempotencyStore store, WorkloadKeys keys, TimeProvider time)
{
    /// <summary>The longest key.</summary>
    public const int MaximumKeyCharacters = 255;

    /// <summary>The largest answer that is kept, in bytes.</summary>
    public const int MaximumAnswerBytes = 192 * 1024;

    /// <summary>How long a key stands for its first call.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int Attempts = 4;

    /// <summary>Decides about a call. Whoever gets <see cref="IdempotencyDecision.Serve"/> must end with <see cref="KeepAsync"/> or <see cref="LetGoAsync"/>.</summary>
    public async Task<IdempotencyDecision> BeginAsync(IdempotentCall call, CancellationToken cancellationToken)
    {
        if (call.Key.Length is 0 or > MaximumKeyCharacters || call.Key.Any(character => character is < ' ' or > '~'))
        {
            return new IdempotencyDecision.Refuse(Failure.Invalid.At("Idempotency-Key", $"An Idempotency-Key has 1 to {MaximumKeyCharacters} printable ASCII characters, such as a UUID."));
        }

        var keyHash = Hash($"{call.Caller}\n{call.Operation}\n{call.Key}");
        var requestHash = Hash($"{call.Target}\n{Convert.ToHexStringLower(SHA256.HashData(call.Body.Span))}");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var now = time.GetUtcNow();
            var present = await store.FindAsync(call.UserId, keyHash, cancellationToken);
            if (present is not null && present.Value.ExpiresAt > now)
            {
                if (!string.Equals(present.Value.RequestHash, requestHash, StringComparison.Ordinal))
                {
                    return new IdempotencyDecision.Refuse(new Failure.Conflict("This Idempotency-Key was used for another request. Use a new key for each request, and the same one only to send the same request again."));
                }

                if (present.Value.Answer is { } kept)
                {
                    return Repeat(await DecryptAsync(kept, call, cancellationToken));
                }

                if (present.Value.ServedUntil > now)
                {
                    return new IdempotencyDecision.Refuse(new Failure.Conflict("The first request with this Idempotency-Key is still being served. Send it again in a moment to get its answer.", Transient: true));
                }
            }

            var record = new IdempotencyRecord { UserId = call.UserId, KeyHash = keyHash, RequestHash = requestHash, ServedUntil = now + ServedCall.Lease, ExpiresAt = now + Lifetime };
            if (await store.TryWriteAsync(record, present?.ETag, cancellationToken) is { } etag)
            {
                return new IdempotencyDecision.Serve(new ServedCall(store, new Versioned<IdempotencyRecord>(record, etag), time));
            }
        }

        return new IdempotencyDecision.Refuse(new Failure.Conflict("Too many requests with this Idempotency-Key came at once. Send it again in a moment.", Transient: true));
    }

    /// <summary>Keeps the answer of a call that was served.</summary>
    public async Task KeepAsync(IdempotentCall call, ServedCall served, KeptAnswer answer, CancellationToken cancellationToken)
    {
        await using var lease = served;
        var bounded = answer.Body?.Length > MaximumAnswerBytes ? answer with { Body = null } : answer;
        await served.EndAsync(await EncryptAsync(bounded, call, cancellationToken), cancellationToken);
    }

    /// <summary>Forgets a call that changed nothing, so that it can be sent again, with the same key.</summary>
    public Task LetGoAsync(ServedCall served, CancellationToken cancellationToken) => served.EndAsync(cancellationToken);

    private static IdempotencyDecision Repeat(KeptAnswer answer) => answer.Body is null
        ? new IdempotencyDecision.Refuse(new Failure.Conflict("The request with this Idempotency-Key was served. Its answer was a stream, or too large to be kept, and can't be given again."))
        : new IdempotencyDecision.Repeat(answer);

    private async Task<string> EncryptAsync(KeptAnswer answer, IdempotentCall call, CancellationToken cancellationToken)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(answer);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var sealedAnswer = new byte[nonce.Length + AesGcm.TagByteSizes.MaxSize + plain.Length];
        nonce.CopyTo(sealedAnswer, 0);
        using var cipher = await CipherAsync(call, cancellationToken);
        cipher.Encrypt(nonce, plain, sealedAnswer.AsSpan(nonce.Length + AesGcm.TagByteSizes.MaxSize), sealedAnswer.AsSpan(nonce.Length, AesGcm.TagByteSizes.MaxSize));
        return Convert.ToBase64String(sealedAnswer);
    }

    private async Task<KeptAnswer> DecryptAsync(string kept, IdempotentCall call, CancellationToken cancellationToken)
    {
        var sealedAnswer = Convert.FromBase64String(kept);
        var head = AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize;
        var plain = new byte[sealedAnswer.Length - head];
        using var cipher = await CipherAsync(call, cancellationToken);
        cipher.Decrypt(sealedAnswer.AsSpan(0, AesGcm.NonceByteSizes.MaxSize), sealedAnswer.AsSpan(head), sealedAnswer.AsSpan(AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize), plain);
        return JsonSerializer.Deserialize<KeptAnswer>(plain) ?? throw new InvalidDataException("A kept answer is empty.");
    }

    private async Task<AesGcm> CipherAsync(IdempotentCall call, CancellationToken cancellationToken) =>
        new(await keys.PlatformKeyAsync($"idempotency:{call.UserId}:{call.Key}", cancellationToken), AesGcm.TagByteSizes.MaxSize);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
