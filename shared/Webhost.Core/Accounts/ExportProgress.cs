using Webhost.Core.Storage;

namespace Webhost.Core.Accounts;

/// <summary>Tells the owner how far an export is. Once somebody else has written its record, or removed it, nothing more is written.</summary>
public sealed class ExportProgress(IAccountStore store, Versioned<ExportRecord> export)
{
    private Versioned<ExportRecord> present = export;

    /// <summary>Says that a part is begun.</summary>
    public Task BeginAsync(string part, int done, int total, CancellationToken cancellationToken) =>
        EndAsync(record => record with { Part = part, PartsDone = done, PartsTotal = total }, cancellationToken);

    /// <summary>Writes the end.</summary>
    /// <exception cref="ExportSupersededException">The record is not this export's any more.</exception>
    public async Task EndAsync(Func<ExportRecord, ExportRecord> change, CancellationToken cancellationToken) =>
        present = await store.TryWriteExportAsync(change(present.Value), present.ETag, cancellationToken) ?? throw new ExportSupersededException();
}
