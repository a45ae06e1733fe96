namespace Webhost.Core.Metrics;

/// <summary>Keeps operators' wishes until they are done.</summary>
public interface IBackfillStore
{
    /// <summary>All wishes. One that can't be read is left out and logged.</summary>
    IAsyncEnumerable<BackfillRequest> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Adds a wish, or notes how far it is done.</summary>
    Task SaveAsync(BackfillRequest request, CancellationToken cancellationToken);

    /// <summary>Removes a wish. Idempotent.</summary>
    Task RemoveAsync(BackfillRequest request, CancellationToken cancellationToken);
}
