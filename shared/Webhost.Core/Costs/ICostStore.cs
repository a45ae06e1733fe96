namespace Webhost.Core.Costs;

/// <summary>Keeps what providers state that agents' days cost, by the file that states it, and which content of each file counts.</summary>
public interface ICostStore
{
    /// <summary>What became of every file of all providers.</summary>
    Task<IReadOnlyList<CostImport>> ListImportsAsync(CancellationToken cancellationToken);

    /// <summary>Writes costs of a file's content beside those of its earlier contents. They count once <see cref="SetImportAsync"/> says so. Idempotent.</summary>
    Task WriteAsync(string path, string contentHash, IReadOnlyCollection<StatedCost> costs, CancellationToken cancellationToken);

    /// <summary>Notes what became of a file; from here on its <see cref="CostImport.ContentHash"/> counts, in place of what it stated before. Idempotent.</summary>
    Task SetImportAsync(CostImport import, CancellationToken cancellationToken);

    /// <summary>What the contents that count state together of an agent's days: once for each day and provider (<see cref="StatedCost.Together"/>).</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day, inclusive.</param>
    /// <param name="imports">Which contents count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<StatedCost>> ReadAsync(string agentId, DateOnly from, DateOnly to, IReadOnlyCollection<CostImport> imports, CancellationToken cancellationToken);

    /// <summary>Whether an agent of that id was ever deployed or used here, removed ones included.</summary>
    Task<bool> IsKnownAsync(string agentId, CancellationToken cancellationToken);
}
