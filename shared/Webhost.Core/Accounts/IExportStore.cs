using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Keeps exported archives, and the pieces of those that are being written, each user's apart.</summary>
public interface IExportStore
{
    /// <summary>Streams a piece in, in the place of the same one.</summary>
    Task WritePieceAsync(UserId userId, string exportId, ExportPiece piece, Func<Stream, Task> write, CancellationToken cancellationToken);

    /// <summary>The pieces of an export, those of a file one after the other and in order.</summary>
    IAsyncEnumerable<ExportPiece> ReadPiecesAsync(UserId userId, string exportId, CancellationToken cancellationToken);

    /// <summary>Opens a piece that is there.</summary>
    Task<Stream> OpenPieceAsync(UserId userId, string exportId, ExportPiece piece, CancellationToken cancellationToken);

    /// <summary>Removes the pieces of an export. Idempotent.</summary>
    Task RemovePiecesAsync(UserId userId, string exportId, CancellationToken cancellationToken);

    /// <summary>Streams an archive in, in the place of one with the same id. What is broken off may leave a torso, which only a repeat or a removal follows.</summary>
    /// <returns>How many bytes it has.</returns>
    Task<long> WriteAsync(UserId userId, string exportId, Func<Stream, Task> write, CancellationToken cancellationToken);

    /// <summary>Opens an archive; null when it is gone.</summary>
    Task<Stream?> OpenAsync(UserId userId, string exportId, CancellationToken cancellationToken);

    /// <summary>Removes the archive and the pieces of one export. Idempotent.</summary>
    Task RemoveExportAsync(UserId userId, string exportId, CancellationToken cancellationToken);

    /// <summary>Removes a user's archives and pieces, but for those of one export where an id is given. Idempotent.</summary>
    Task RemoveAsync(UserId userId, string? exceptExportId, CancellationToken cancellationToken);

    /// <summary>Removes what was last written before a time, of all users: what a crash left and nobody asks for. May be stopped and run again at any time.</summary>
    Task RemoveOlderAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
