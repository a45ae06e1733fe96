using System.Security.Cryptography;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.State;

/// <summary>Keys of this machine, made at the first start and kept in files of mode 600. They are never printed.</summary>
internal sealed class LocalSecrets
{
    /// <summary>The key of the storage account: 64 bytes in Base64, as in Azure. Agents reach the storage's ports, so the emulator's published key would let each read everybody's tables.</summary>
    public required string StorageKey { get; init; }

    /// <summary>The token of the local Key Vault.</summary>
    public required string KeyVaultToken { get; init; }

    /// <summary>The id of the one account of the local Cloudflare: 32 hexadecimal digits, as there.</summary>
    public required string CloudflareAccountId { get; init; }

    /// <summary>The API token of that account.</summary>
    public required string CloudflareApiToken { get; init; }

    /// <summary>What the control plane proves itself to the dispatcher Worker with.</summary>
    public required string CloudflareDispatchKey { get; init; }

    /// <summary>What webhooks of the identity provider are signed with.</summary>
    public required string IdentityWebhookSecret { get; init; }

    /// <summary>The API key of the payment sandbox.</summary>
    public required string LemonSqueezyApiKey { get; init; }

    /// <summary>What the payment sandbox signs its webhooks with: 40 characters, the most that the service takes.</summary>
    public required string LemonSqueezyWebhookSecret { get; init; }

    /// <summary>The access key id of the local AgentCore's account.</summary>
    public required string AgentCoreAccessKeyId { get; init; }

    /// <summary>Its secret access key.</summary>
    public required string AgentCoreSecretAccessKey { get; init; }

    public static async Task<LocalSecrets> OpenAsync(StateDirectory state, CancellationToken cancellationToken) => new()
    {
        StorageKey = await PrivateFiles.ReadOrCreateAsync(state.StorageKey, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)), cancellationToken),
        KeyVaultToken = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.KeyVault, "access-token"), NewKey, cancellationToken),
        CloudflareAccountId = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.Cloudflare, "account-id"), NewAccountId, cancellationToken),
        CloudflareApiToken = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.Cloudflare, "api-token"), NewKey, cancellationToken),
        CloudflareDispatchKey = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.Cloudflare, "dispatch-key"), NewKey, cancellationToken),
        IdentityWebhookSecret = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.Identity, "webhook-secret"), NewWebhookSecret, cancellationToken),
        LemonSqueezyApiKey = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.LemonSqueezy, "api-key"), NewKey, cancellationToken),
        LemonSqueezyWebhookSecret = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.LemonSqueezy, "webhook-secret"), NewKey, cancellationToken),
        AgentCoreAccessKeyId = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.AgentCore, "access-key-id"), NewAccessKeyId, cancellationToken),
        AgentCoreSecretAccessKey = await PrivateFiles.ReadOrCreateAsync(Path.Combine(state.AgentCore, "secret-access-key"), NewKey, cancellationToken),
    };

    private static string NewKey() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40);

    private static string NewWebhookSecret() => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    private static string NewAccessKeyId() => $"AKIA{RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}";

    private static string NewAccountId() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
