using Azure;
using Azure.Security.KeyVault.Secrets;
using Webhost.Core.Secrets;

namespace Webhost.Storage.Secrets;

/// <summary>Secrets in Azure Key Vault.</summary>
internal sealed class KeyVaultSecretVault(SecretClient client) : ISecretVault
{
    private const int RecoverAttempts = 10;
    private static readonly TimeSpan RecoverPause = TimeSpan.FromMilliseconds(500);

    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.SetSecretAsync(name, value, cancellationToken);
                return;
            }
            catch (RequestFailedException exception) when (exception.Status == 409 && attempt < RecoverAttempts)
            {
                // A deleted secret of this name can still be recovered, and blocks the name until it is.
                await RecoverAsync(name, cancellationToken);
                await Task.Delay(RecoverPause, cancellationToken);
            }
        }
    }

    public async Task<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetSecretAsync(name, cancellationToken: cancellationToken)).Value.Value;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task<string> GetOrAddAsync(string name, Func<string> create, CancellationToken cancellationToken)
    {
        if (await OldestAsync(name, cancellationToken) is { } present)
        {
            return present;
        }

        await SetAsync(name, create(), cancellationToken);

        // Two processes may both have set a version: the oldest one counts, for both.
        return await OldestAsync(name, cancellationToken) ?? throw new InvalidOperationException($"The secret '{name}' that was just set is gone.");
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var deletion = await client.StartDeleteSecretAsync(name, cancellationToken);
            await deletion.WaitForCompletionAsync(RecoverPause, cancellationToken);
            await client.PurgeDeletedSecretAsync(name, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 403)
        {
            // Gone already; or the vault's purge protection keeps the deleted value until its retention ends.
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in client.GetPropertiesOfSecretsAsync(cancellationToken).AsPages(pageSizeHint: 1))
        {
            _ = page;
            break;
        }
    }

    private async Task<string?> OldestAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            SecretProperties? oldest = null;
            await foreach (var version in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
            {
                if (oldest is null || version.CreatedOn < oldest.CreatedOn || (version.CreatedOn == oldest.CreatedOn && string.CompareOrdinal(version.Version, oldest.Version) < 0))
                {
                    oldest = version;
                }
            }

            return oldest is null ? null : (await client.GetSecretAsync(name, oldest.Version, cancellationToken)).Value.Value;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task RecoverAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartRecoverDeletedSecretAsync(name, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409)
        {
            // Another process recovers it, or it is recovered already.
        }
    }
}
