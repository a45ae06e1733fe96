using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Webhost.Core.Accounts;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Accounts;

/// <summary>Archives as block blobs, each user's under a prefix of its own, and beside each the pieces that it is made of, in a folder of its own.</summary>
internal sealed class ExportStore(BlobServiceClient service) : IExportStore
{
    private readonly BlobContainerClient container = service.GetBlobContainerClient("account-exports");

    /// <summary>Makes the container if it is not there. Idempotent.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    public Task WritePieceAsync(UserId userId, string exportId, ExportPiece piece, Func<Stream, Task> write, CancellationToken cancellationToken) =>
        WriteAsync(NameOf(userId, exportId, piece), write, cancellationToken);

    public async IAsyncEnumerable<ExportPiece> ReadPiecesAsync(UserId userId, string exportId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The service lists by name.
        var folder = FolderOf(userId, exportId);
        await foreach (var blob in container.GetBlobsAsync(prefix: folder, cancellationToken: cancellationToken))
        {
            var end = blob.Name.LastIndexOf('/');
            yield return new ExportPiece(blob.Name[folder.Length..end], int.Parse(blob.Name.AsSpan(end + 1), CultureInfo.InvariantCulture));
        }
    }

    public Task<Stream> OpenPieceAsync(UserId userId, string exportId, ExportPiece piece, CancellationToken cancellationToken) =>
        container.GetBlobClient(NameOf(userId, exportId, piece)).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);

    public Task RemovePiecesAsync(UserId userId, string exportId, CancellationToken cancellationToken) =>
        container.RemoveAsync(FolderOf(userId, exportId), isMeant: null, cancellationToken);

    public async Task<long> WriteAsync(UserId userId, string exportId, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var name = NameOf(userId, exportId);
        await WriteAsync(name, write, cancellationToken);
        return (await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;
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

    public async Task RemoveExportAsync(UserId userId, string exportId, CancellationToken cancellationToken)
    {
        await container.GetBlobClient(NameOf(userId, exportId)).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        await RemovePiecesAsync(userId, exportId, cancellationToken);
    }

    public Task RemoveAsync(UserId userId, string? exceptExportId, CancellationToken cancellationToken)
    {
        var kept = exceptExportId is null ? null : $"{userId.Value}/{exceptExportId}";
        return container.RemoveAsync($"{userId.Value}/", blob => kept is null || !blob.Name.StartsWith(kept, StringComparison.Ordinal), cancellationToken);
    }

    public Task RemoveOlderAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        container.RemoveAsync(prefix: null, blob => blob.Properties.LastModified < before, cancellationToken);

    private async Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var stream = await container.GetBlockBlobClient(name).OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            await write(stream);
        }
    }

    private static string NameOf(UserId userId, string exportId) => $"{userId.Value}/{exportId}.zip";

    private static string FolderOf(UserId userId, string exportId) => $"{userId.Value}/{exportId}/";

    private static string NameOf(UserId userId, string exportId, ExportPiece piece) => string.Create(CultureInfo.InvariantCulture, $"{FolderOf(userId, exportId)}{piece.File}/{piece.Number:d6}");
}
