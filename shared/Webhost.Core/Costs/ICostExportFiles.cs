namespace Webhost.Core.Costs;

/// <summary>Where operators put providers' cost exports, and find what became of them.</summary>
public interface ICostExportFiles
{
    /// <summary>Every file that is there.</summary>
    IAsyncEnumerable<CostExportFile> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens a file, as text that is not compressed; null when that version is no longer there.</summary>
    Task<Stream?> OpenAsync(CostExportFile file, CancellationToken cancellationToken);

    /// <summary>Writes what became of a file, for operators. Replaces what was written before.</summary>
    Task WriteReportAsync(CostImportReport report, CancellationToken cancellationToken);
}
