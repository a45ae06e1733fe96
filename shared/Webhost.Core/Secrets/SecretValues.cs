namespace Webhost.Core.Secrets;

/// <summary>Reads, copies and removes an agent's secrets on the platform's behalf. Values are for a provider call only and are never kept.</summary>
public sealed class SecretValues(ISecretVault vault, ISecretStore store, TimeProvider time)
{
    /// <summary>The values of all secrets of an agent, for a provider call only.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadValuesAsync(string agentId, CancellationToken cancellationToken)
    {
        var secrets = await store.ListAsync(agentId, cancellationToken);
        var values = await Task.WhenAll(secrets.Select(async secret => (secret.Key, Value: await vault.GetAsync(SecretNames.Of(agentId, secret.Key), cancellationToken))));
        return values.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
    }

    /// <summary>The names of all secrets of an agent.</summary>
    public async Task<IReadOnlyList<string>> ReadKeysAsync(string agentId, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(agentId, cancellationToken)).Select(secret => secret.Key)];

    /// <summary>Gives a clone the secrets of its source. Repeating it is harmless.</summary>
    public async Task CopyAsync(string fromAgentId, string toAgentId, CancellationToken cancellationToken)
    {
        foreach (var (key, value) in await ReadValuesAsync(fromAgentId, cancellationToken))
        {
            // The name first, so that no value is ever without one by which it is found and removed.
            await store.NoteSetAsync(toAgentId, key, time.GetUtcNow(), cancellationToken);
            await vault.SetAsync(SecretNames.Of(toAgentId, key), value, cancellationToken);
        }
    }

    /// <summary>Removes a secret; false when there is none. Idempotent.</summary>
    public async Task<bool> RemoveAsync(string agentId, string key, CancellationToken cancellationToken)
    {
        var found = false;
        while (await store.FindAsync(agentId, key, cancellationToken) is { } secret)
        {
            // The value goes first: after a crash in between the name is still there, and removing it again finishes the work. The name goes as it was before: a value that was set meanwhile keeps its
            // own, by which it is removed too.
            found = true;
            await vault.RemoveAsync(SecretNames.Of(agentId, key), cancellationToken);
            if (await store.TryRemoveAsync(agentId, secret, cancellationToken))
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Removes every secret of an agent. Idempotent.</summary>
    public async Task RemoveAllAsync(string agentId, CancellationToken cancellationToken)
    {
        foreach (var secret in await store.ListAsync(agentId, cancellationToken))
        {
            await RemoveAsync(agentId, secret.Key, cancellationToken);
        }
    }
}
