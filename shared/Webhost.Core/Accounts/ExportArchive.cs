using System.IO.Compression;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Puts the pieces of an export together into one zip, as they are read. What took its time was done before: this copies.</summary>
public sealed class ExportArchive(IExportStore store)
{
    /// <summary>Writes the archive. Repeatable: it begins anew, in the place of what is there.</summary>
    /// <returns>How many bytes it has.</returns>
    public Task<long> WriteAsync(UserId userId, string exportId, CancellationToken cancellationToken) =>
        store.WriteAsync(userId, exportId, stream => WriteAsync(userId, exportId, stream, cancellationToken), cancellationToken);

    private async Task WriteAsync(UserId userId, string exportId, Stream stream, CancellationToken cancellationToken)
    {
        var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await using (zip.ConfigureAwait(false))
        {
            Stream? entry = null;
            string? file = null;
            try
            {
                await foreach (var piece in store.ReadPiecesAsync(userId, exportId, cancellationToken))
                {
                    if (entry is null || !string.Equals(file, piece.File, StringComparison.Ordinal))
                    {
                        if (entry is not null)
                        {
                            await entry.DisposeAsync();
                        }

                        file = piece.File;
                        entry = await zip.CreateEntry(file, CompressionLevel.Fastest).OpenAsync(cancellationToken);
                    }

                    var content = await store.OpenPieceAsync(userId, exportId, piece, cancellationToken);
                    await using (content.ConfigureAwait(false))
                    {
                        await content.CopyToAsync(entry, cancellationToken);
                    }
                }
            }
            finally
            {
                if (entry is not null)
                {
                    await entry.DisposeAsync();
                }
            }
        }
    }
}
