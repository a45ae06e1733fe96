using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Errors;
using Webhost.Core.Agents;
using Webhost.Core.Audit;
using Webhost.Core.Caching;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;

namespace Webhost.Core.ApiKeys;

/// <summary>Makes, lists, revokes and recognises API keys.</summary>
public sealed class ApiKeyRing(IApiKeyStore store, AgentDirectory agents, AuditTrail audit, TimeProvider time)
{
    /// <summary>How every key begins.</summary>
    public const string KeyPrefix = ApiKeySecret.Prefix;

    private static readonly Dictionary<string, Scope> Scopes = new(StringComparer.Ordinal)
    {
        ["invoke"] = Scope.Invoke,
        ["read"] = Scope.Read,
        ["deploy"] = Scope.Deploy,
    };

    private readonly FreshCache<string, RecognisedKey> cache = new(time, FreshCachePolicy.InvokePath);

    /// <summary>Makes a key; the answer is the only place where it is ever shown. Failures: Invalid, NotFound (the agent).</summary>
    public async Task<Result<ApiKeyCreated>> CreateAsync(Caller caller, CreateApiKeyRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var problems = Check(request, now);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        if (request.AgentId is { } agentId && !(await agents.GetAsync(caller, agentId, cancellationToken)).TryGet(out _, out var failure))
        {
            return failure;
        }

        var secret = ApiKeySecret.New();
        var record = new ApiKeyRecord
        {
            KeyId = ApiKeyId.New(time).Value,
            UserId = caller.User.UserId,
            Hash = secret.Hash,
            Name = request.Name!,
            Prefix = secret.Shown,
            Scopes = [.. request.Scopes!.Distinct(StringComparer.Ordinal)],
            AgentId = request.AgentId,
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt,
        };
        return await audit.RecordAsync<ApiKeyCreated>(caller, ChangeOf(AuditActions.ApiKeyCreate, record), async () =>
        {
            return await store.AddAsync(record, cancellationToken)
                ? new ApiKeyCreated { ApiKey = record.ToContract(), Key = secret.Value }
                : new Failure.Conflict("The key was removed while it was being made, with its account or by somebody else. Make another one.");
        }, cancellationToken);
    }

    /// <summary>A page of the caller's keys.</summary>
    public Task<(IReadOnlyList<ApiKeyRecord> Items, string? NextCursor)> ListAsync(Caller caller, PageRequest page, CancellationToken cancellationToken) =>
        store.ListAsync(caller.UserId, page, cancellationToken);

    /// <summary>Revokes a key with all its secrets: refused here at once, and within a second by every other process. Failure: NotFound.</summary>
    public async Task<Result<ApiKeyRecord>> RevokeAsync(Caller caller, string keyId, CancellationToken cancellationToken)
    {
        if (!ApiKeyId.TryParse(keyId, out _) || await store.FindAsync(caller.UserId, keyId, cancellationToken) is not { Value: var key })
        {
            return Failure.NotFound.Of("API key", keyId);
        }

        return await audit.RecordAsync<ApiKeyRecord>(caller, ChangeOf(AuditActions.ApiKeyRevoke, key), async () =>
        {
            await store.RemoveAsync(caller.UserId, keyId, cancellationToken);
            Forget(key);
            return key;
        }, cancellationToken);
    }

    /// <summary>The key behind a credential, or null when there is none, it has expired, or the credential was replaced and its grace is over. At most a second old; the ends are exact.</summary>
    public async ValueTask<RecognisedKey?> RecogniseAsync(string credential, CancellationToken cancellationToken)
    {
        var hash = ApiKeySecret.HashOf(credential);
        if (!cache.TryGetFresh(hash, out var key))
        {
            key = await cache.GetAsync(hash, token => LoadAsync(hash, token), cancellationToken);
        }

        return key is null || key.EndsAt <= time.GetUtcNow() ? null : key;
    }

    /// <summary>Lets the next look-up of a key's secrets read anew.</summary>
    internal void Forget(ApiKeyRecord key)
    {
        foreach (var hash in key.Hashes())
        {
            cache.Remove(hash);
        }
    }

    internal static AuditChange ChangeOf(string action, ApiKeyRecord key, params ReadOnlySpan<(string Name, string? Value)> facts) => new(
        action,
        new AuditTarget(AuditActions.ApiKey, key.KeyId),
        AuditDetails.Of([("name", key.Name), ("prefix", key.Prefix), ("scopes", string.Join(", ", key.Scopes)), (AuditRecord.AgentDetail, key.AgentId), .. facts]));

    private async Task<RecognisedKey?> LoadAsync(string hash, CancellationToken cancellationToken) =>
        await store.FindByHashAsync(hash, cancellationToken) is { } record
            ? new RecognisedKey(record, record.Scopes.Select(scope => Scopes[scope]).ToHashSet(), EndOf(record, hash))
            : null;

    private static DateTimeOffset? EndOf(ApiKeyRecord key, string hash) =>
        key.Previous is { } previous && string.Equals(previous.Hash, hash, StringComparison.Ordinal) && !(key.ExpiresAt < previous.EndsAt) ? previous.EndsAt : key.ExpiresAt;

    private static List<Problem> Check(CreateApiKeyRequest request, DateTimeOffset now)
    {
        var problems = new List<Problem>();
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 64)
        {
            problems.Add(new Problem("name", "A name has 1 to 64 characters."));
        }

        if (request.Scopes is null || request.Scopes.Count == 0)
        {
            problems.Add(new Problem("scopes", $"Name at least one of: {string.Join(", ", Scopes.Keys)}."));
        }

        for (var index = 0; index < request.Scopes?.Count; index++)
        {
            if (request.Scopes[index] is not { } scope || !Scopes.ContainsKey(scope))
            {
                problems.Add(new Problem($"scopes[{index}]", $"There is no scope '{request.Scopes[index]}'. Use: {string.Join(", ", Scopes.Keys)}."));
            }
        }

        if (request.ExpiresAt <= now)
        {
            problems.Add(new Problem("expiresAt", "The time lies in the past."));
        }

        return problems;
    }
}
