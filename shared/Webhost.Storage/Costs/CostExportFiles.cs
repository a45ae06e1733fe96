using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Webhost.Core.Costs;

namespace Webhost.Storage.Costs;

/// <summary>Exports in the container <c>cost-exports</c> under <c>{provider}/</c>, and what became of each in <c>cost-reports</c>.</summary>
internal sealed class CostExportFiles(BlobServiceClient service) : ICostExportFiles
{
    private const string Csv = ".csv";
    private const string Zipped = ".csv.gz";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly BlobContainerClient exports = service.GetBlobContainerClient("cost-exports");
    private readonly BlobContainerClient reports = service.GetBlobContainerClient("cost-reports");

    /// <summary>Makes the containers if they are not there. Idempotent.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await exports.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await reports.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    public async IAsyncEnumerable<CostExportFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in exports.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            var slash = blob.Name.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && (blob.Name.EndsWith(Csv, StringComparison.OrdinalIgnoreCase) || blob.Name.EndsWith(Zipped, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new CostExportFile(blob.Name[..slash], blob.Name[(slash + 1)..], blob.Properties.ETag?.ToString() ?? string.Empty, blob.Properties.LastModified);
            }
        }
    }

    public async Task<Stream?> OpenAsync(CostExportFile file, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobOpenReadOptions(allowModifications: false) { Conditions = new BlobRequestConditions { IfMatch = new ETag(file.Version) } };
            var content = await exports.GetBlobClient(NameOf(file.Provider, file.Path)).OpenReadAsync(options, cancellationToken);
            return file.Path.EndsWith(Zipped, StringComparison.OrdinalIgnoreCase) ? new GZipStream(content, CompressionMode.Decompress) : content;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // Written anew or removed since it was listed: the next run sees what is there.
            return null;
        }
    }

    public async Task WriteReportAsync(CostImportReport report, CancellationToken cancellationToken) =>
        await reports.GetBlobClient($"{NameOf(report.Provider, report.Path)}.json").UploadAsync(
            BinaryData.FromObjectAsJson(report, Json),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
            cancellationToken);

    private static string NameOf(string provider, string path) => $"{provider}/{path}";
}
