using Webhost.Core.Results;

namespace Webhost.Core.Artifacts;

/// <summary>Keeps uploads and built archives in blob storage, apart for each agent.</summary>
public interface IArtifactStore
{
    /// <summary>
    /// Streams an upload in, hashing on the way; nothing stays behind when the stream breaks or grows too large. Failures: Invalid (too large),
    /// LimitExceeded (all that the user has stored would exceed <see cref="UploadBounds.MaximumTotalBytes"/>).
    /// </summary>
    Task<Result<Upload>> WriteUploadAsync(UploadTarget target, Stream content, UploadBounds bounds, CancellationToken cancellationToken);

    /// <summary>
    /// Counts an upload of <see cref="UploadBounds.MaximumBytes"/> before it is copied, so that what comes at once can't take the same room. Null, or LimitExceeded when all that is stored would
    /// exceed <see cref="UploadBounds.MaximumTotalBytes"/> with it. What is not copied then must be removed; after a crash it is counted no more when the room is needed.
    /// </summary>
    Task<Failure.LimitExceeded?> ReserveUploadAsync(UploadTarget target, UploadBounds bounds, CancellationToken cancellationToken);

    /// <summary>How many bytes a user has stored: uploads and builds of all agents.</summary>
    Task<long> ReadBytesAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The upload, or null.</summary>
    Task<Upload?> FindUploadAsync(UploadTarget target, CancellationToken cancellationToken);

    /// <summary>Removes an upload. Idempotent.</summary>
    Task RemoveUploadAsync(UploadTarget target, CancellationToken cancellationToken);

    /// <summary>Opens an upload for reading; null when it is gone.</summary>
    Task<Stream?> OpenUploadAsync(UploadTarget target, CancellationToken cancellationToken);

    /// <summary>Copies an upload to another agent of the same owner, whatever is stored already: the room for it is reserved before. Idempotent.</summary>
    Task CopyUploadAsync(UploadTarget from, UploadTarget to, CancellationToken cancellationToken);

    /// <summary>Stores a built archive under its hash. Idempotent. Null, or LimitExceeded when all that the user has stored would exceed the maximum (null for none): then it is not stored.</summary>
    Task<Failure.LimitExceeded?> WriteBuildAsync(string userId, string agentId, string hash, string path, long? maximumTotalBytes, CancellationToken cancellationToken);

    /// <summary>Opens a built archive for reading; throws when it is gone.</summary>
    Task<Stream> OpenBuildAsync(string userId, string agentId, string hash, CancellationToken cancellationToken);

    /// <summary>All uploads and builds of a user, by name.</summary>
    IAsyncEnumerable<StoredArtifact> ReadAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The uploads of a user, also those that were only reserved, that have been counted since before a time.</summary>
    IAsyncEnumerable<UploadTarget> ReadUploadsAsync(string userId, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Removes all uploads and builds of an agent. Idempotent.</summary>
    Task RemoveAllAsync(string userId, string agentId, CancellationToken cancellationToken);
}
