using Azure;
using Azure.Data.Tables;
using Azure.Security.KeyVault.Secrets;
using Webhost.Core.Secrets;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Secrets;

/// <summary>Secrets in Azure Key Vault.</summary>
internal sealed class KeyVaultSecretVault(SecretClient client, Tables tables) : ISecretVault
{
    private const string PlatformPartition = "platform";
    private const string Version = nameof(Version);
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly TableClient choices = tables.Get(Tables.Secrets);

    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => SetVersionAsync(name, value, cancellationToken);

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
        // The vault lets several processes set a first value each. Which of the versions counts is settled by a row that only one of them can add.
        while (true)
        {
            if (await choices.FindAsync(PlatformPartition, TableKey.Of(name), cancellationToken) is { } choice)
            {
                if (await GetVersionAsync(name, choice.GetString(Version), cancellationToken) is { } value)
                {
                    return value;
                }

                // The vault has lost it, so the choice is void.
                await RevokeAsync(choice, cancellationToken);
            }

            await TryChooseAsync(name, await OldestAsync(name, cancellationToken) ?? await SetVersionAsync(name, create(), cancellationToken), cancellationToken);
        }
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        await PurgeAsync(name, await DeleteAsync(name, cancellationToken), cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in client.GetPropertiesOfSecretsAsync(cancellationToken).AsPages(pageSizeHint: 1))
        {
            _ = page;
            break;
        }
    }

    private async Task<string> SetVersionAsync(string name, string value, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await client.SetSecretAsync(name, value, cancellationToken)).Value.Properties.Version;
            }
            catch (RequestFailedException exception) when (exception.Status == 409 && attempt < Attempts)
            {
                // A deleted secret of this name can still be recovered, and blocks the name until it is.
                await RecoverAsync(name, cancellationToken);
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Deletes a secret; false when there is none, or none any more: whoever deleted it may have died before it was purged.</summary>
    private async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartDeleteSecretAsync(name, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409)
        {
            return exception.Status == 409;
        }
    }

    // A deletion takes the vault some seconds, in which there is nothing to purge. It is not waited for by name: another process may purge the value first.
    private async Task PurgeAsync(string name, bool isBeingDeleted, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.PurgeDeletedSecretAsync(name, cancellationToken);
                return;
            }
            catch (RequestFailedException exception) when (exception.Status == 403 || (exception.Status == 404 && (!isBeingDeleted || attempt == Attempts)))
            {
                // Gone already; or the vault's purge protection keeps the deleted value until its retention ends.
                return;
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 409 && attempt < Attempts)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task<string?> GetVersionAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetSecretAsync(name, version, cancellationToken)).Value.Value;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task RevokeAsync(TableEntity choice, CancellationToken cancellationToken)
    {
        try
        {
            await choices.DeleteEntityAsync(choice.PartitionKey, choice.RowKey, choice.ETag, cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            // Another process has chosen anew.
        }
    }

    private async Task TryChooseAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            await choices.AddEntityAsync(new TableEntity(PlatformPartition, TableKey.Of(name)) { [Version] = version }, cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception))
        {
            // Another process was faster: its choice counts.
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

            return oldest?.Version;
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
