using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Webhost.Core.Accounts;
using Webhost.Core.Users;

namespace Webhost.Storage.Accounts;

/// <summary>Archives as block blobs, each user's under a prefix of its own.</summary>
internal sealed class ExportStore(BlobServiceClient service) : IExportStore
{
    private readonly BlobContainerClient container = service.GetBlobContainerClient("account-exports");

    /// <summary>Makes the container if it is not there. Idempotent.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    public async Task<long> WriteAsync(UserId userId, string exportId, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var blob = container.GetBlockBlobClient(NameOf(userId, exportId));
        var stream = await blob.OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            await write(stream);
        }

        return (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;
    }

    public async Task<Stream?> OpenAsync(UserId userId, string exportId, CancellationToken cancellationToken)
    {
        try
        {
            return await container.GetBlobClient(NameOf(userId, exportId)).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task RemoveAsync(UserId userId, string? exceptExportId, CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(prefix: $"{userId.Value}/", cancellationToken: cancellationToken))
        {
            if (exceptExportId is null || !string.Equals(blob.Name, NameOf(userId, exceptExportId), StringComparison.Ordinal))
            {
                await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
            }
        }
    }

    private static string NameOf(UserId userId, string exportId) => $"{userId.Value}/{exportId}.zip";
}
