using System.Text;
using Webhost.Contracts.Secrets;
using Webhost.Core.Agents;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;

namespace Webhost.Core.Secrets;

/// <summary>Sets, lists and removes an agent's secrets (master spec §13.2). Values go to the vault and the runtime, and nowhere else.</summary>
public sealed class AgentSecrets(ISecretVault vault, ISecretStore store, SecretValues values, AgentDirectory agents, RuntimeRefresh refresh, AuditTrail audit, TimeProvider time)
{
    /// <summary>How many secrets an agent has at most.</summary>
    public const int MaximumSecrets = 100;

    private const int MaximumBytes = 5 * 1024;

    /// <summary>Sets a value, and hands it to the running deployment when its runtime takes secrets without a new one. Failures: NotFound, Invalid. Repeating it is harmless.</summary>
    public async Task<Result<SecretMetadata>> SetAsync(Caller caller, string agentId, string key, SetSecretRequest request, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        if (Check(agent.Value, key, request.Value) is { } invalid)
        {
            return invalid;
        }

        var present = await store.ListAsync(agentId, cancellationToken);
        if (present.Count >= MaximumSecrets && present.All(secret => !string.Equals(secret.Key, key, StringComparison.Ordinal)))
        {
            return Failure.Invalid.At("key", $"An agent has at most {MaximumSecrets} secrets. Remove one first.");
        }

        return await audit.RecordAsync(caller, ChangeOf(AuditActions.SecretSet, agentId, key), () => WriteAsync(caller, agentId, key, request.Value!), cancellationToken);
    }

    private async Task<Result<SecretMetadata>> WriteAsync(Caller caller, string agentId, string key, string value)
    {
        // The name first, so that no value is ever without one by which it is found and removed; and the date last, so that it is never older than the value.
        // Neither is the caller's to break off.
        await store.NoteSetAsync(agentId, key, time.GetUtcNow(), CancellationToken.None);
        await vault.SetAsync(SecretNames.Of(agentId, key), value, CancellationToken.None);
        var record = await store.NoteSetAsync(agentId, key, time.GetUtcNow(), CancellationToken.None);
        if (!(await agents.GetAsync(caller, agentId, CancellationToken.None)).TryGet(out var agent, out var failure))
        {
            // The agent was removed meanwhile, and its removal may have looked for secrets before this one was there.
            await values.RemoveAsync(agentId, key, CancellationToken.None);
            return failure;
        }

        var refreshed = await refresh.ApplyAsync(agent.Value, CancellationToken.None);
        return Of(record, refreshed ?? await refresh.RunningAsync(agent.Value, CancellationToken.None), refreshed is not null);
    }

    /// <summary>A page of the names and dates of an agent's secrets. Failure: NotFound.</summary>
    public async Task<Result<(IReadOnlyList<SecretMetadata> Items, string? NextCursor)>> ListAsync(Caller caller, string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        var running = await refresh.RunningAsync(agent.Value, cancellationToken);
        var (items, next) = await store.ListAsync(agentId, page, cancellationToken);
        return ((IReadOnlyList<SecretMetadata>)[.. items.Select(secret => Of(secret, running, running?.SecretsAppliedAt >= secret.UpdatedAt))], next);
    }

    // A deployment is given what it declares and nothing else, whenever it got its values.
    private static SecretMetadata Of(SecretRecord secret, DeploymentRecord? running, bool isCurrent)
    {
        var declared = running?.Manifest is { } manifest ? DeploymentInputs.DeclaredKeys(running, manifest).Contains(secret.Key) : (bool?)null;
        return new SecretMetadata { Key = secret.Key, CreatedAt = secret.CreatedAt, UpdatedAt = secret.UpdatedAt, Applied = isCurrent && declared == true, Declared = declared };
    }

    /// <summary>Removes a secret. Failure: NotFound.</summary>
    public async Task<Result<Done>> RemoveAsync(Caller caller, string agentId, string key, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        if (AgentRules.CheckKey(key) is not null)
        {
            return Failure.NotFound.Of("secret", key);
        }

        return await audit.RecordAsync(caller, ChangeOf(AuditActions.SecretDelete, agentId, key), () => RemoveAsync(agent.Value, key), cancellationToken);
    }

    private async Task<Result<Done>> RemoveAsync(AgentRecord agent, string key)
    {
        if (!await values.RemoveAsync(agent.AgentId, key, CancellationToken.None))
        {
            return Failure.NotFound.Of("secret", key);
        }

        await refresh.ApplyAsync(agent, CancellationToken.None);
        return default(Done);
    }

    private static AuditChange ChangeOf(string action, string agentId, string key) => AuditChange.Of(action, AuditActions.Secret, key, agentId);

    private static Failure? Check(AgentRecord agent, string key, string? value)
    {
        if (AgentRules.CheckKey(key) is { } message)
        {
            return Failure.Invalid.At("key", message);
        }

        if (agent.Env.ContainsKey(key))
        {
            return new Failure.Conflict($"'{key}' is a plain variable of the agent. Remove it from 'env' first, so that it is clear which value counts.");
        }

        if (string.IsNullOrEmpty(value))
        {
            return Failure.Invalid.At("value", "Give the secret's value as a non-empty string.");
        }

        return Encoding.UTF8.GetByteCount(value) > MaximumBytes
            ? Failure.Invalid.At("value", $"A secret has at most {MaximumBytes / 1024} KB.")
            : null;
    }
}
