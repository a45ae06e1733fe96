using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Webhost.Storage.Internal;

/// <summary>Queries that several stores make in the same way.</summary>
internal static class BlobQueries
{
    /// <summary>Removes blobs whose names begin with a prefix, all of them or those that are meant. Idempotent.</summary>
    public static async Task RemoveAsync(this BlobContainerClient container, string? prefix, Func<BlobItem, bool>? isMeant, CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken))
        {
            if (isMeant?.Invoke(blob) ?? true)
            {
                await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
            }
        }
    }
}
