using Microsoft.Extensions.Logging;

namespace Webhost.Core.Costs;

/// <summary>
/// Takes providers' cost exports in: estimates stay, and beside them stands what the provider states. May run twice, late or at once in two processes: a file's content counts once,
/// and all of it from one write on.
/// </summary>
public sealed partial class CostImports(ICostExportFiles files, ICostStore store, IEnumerable<IBilledResources> resources, TimeProvider time, ILogger<CostImports> logger)
{
    /// <summary>Looks at every file that is new or has changed; one that can't be taken doesn't keep the others. Returns how many were looked at.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var imports = (await store.ListImportsAsync(cancellationToken)).ToDictionary(import => (import.Provider, import.Path));
        var failures = new List<Exception>();
        var looked = 0;
        await foreach (var file in files.ListAsync(cancellationToken))
        {
            var before = imports.GetValueOrDefault((file.Provider, file.Path));
            if (string.Equals(before?.Version, file.Version, StringComparison.Ordinal) && !IsOrphan(before!, imports.Values))
            {
                continue;
            }

            looked++;
            try
            {
                if (await TakeAsync(file, before, imports.Values, cancellationToken) is { } import)
                {
                    imports[(file.Provider, file.Path)] = import;
                }
            }
            catch (Exception exception) when (exception is not InvalidDataException && !cancellationToken.IsCancellationRequested)
            {
                // Trouble of ours or of storage: the next run looks again.
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? looked : throw new AggregateException($"{failures.Count} of {looked} cost exports could not be taken and are tried again.", failures);
    }

    // What was left aside for its twin's sake counts itself when the twin states something else by now.
    private static bool IsOrphan(CostImport import, IEnumerable<CostImport> imports) =>
        import.DuplicateHash is { } hash && !imports.Any(other => other.Provider == import.Provider && other.ContentHash == hash);

    private async Task<CostImport?> TakeAsync(CostExportFile file, CostImport? before, IEnumerable<CostImport> imports, CancellationToken cancellationToken)
    {
        await using var content = await files.OpenAsync(file, cancellationToken);
        if (content is null)
        {
            return null;
        }

        var reader = new CostExportReader(store, resources.FirstOrDefault(known => known.Provider == file.Provider), file.Provider);
        var looked = new CostImport { Provider = file.Provider, Path = file.Path, Version = file.Version, At = time.GetUtcNow(), ContentHash = before?.ContentHash, WrittenAt = before?.WrittenAt };
        string hash;
        try
        {
            hash = await reader.ReadAsync(content, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            return await RefuseAsync(looked, "refused", exception.Message, hash: null, cancellationToken);
        }

        if (imports.FirstOrDefault(other => other.Provider == file.Provider && other.ContentHash == hash && other.Path != file.Path) is { } twin)
        {
            return await RefuseAsync(looked with { ContentHash = null, DuplicateHash = hash }, "duplicate", $"It has the same content as '{twin.Path}', which counts already.", hash, cancellationToken);
        }

        await store.WriteAsync(file.Path, hash, reader.Costs, cancellationToken);
        var import = looked with { ContentHash = hash, WrittenAt = file.WrittenAt };
        await files.WriteReportAsync(reader.ToReport(import), cancellationToken);
        await store.SetImportAsync(import, cancellationToken);
        Imported(file.Provider, file.Path, reader.Costs.Count);
        return import;
    }

    // A version that can't be read leaves what the file stated before; a duplicate states nothing of its own.
    private async Task<CostImport> RefuseAsync(CostImport looked, string outcome, string problem, string? hash, CancellationToken cancellationToken)
    {
        Refused(looked.Provider, looked.Path, problem);
        var report = new CostImportReport { Provider = looked.Provider, Path = looked.Path, Outcome = outcome, Problem = problem, ContentHash = hash, At = looked.At };
        await files.WriteReportAsync(report, cancellationToken);
        var import = looked with { Problem = problem };
        await store.SetImportAsync(import, cancellationToken);
        return import;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The cost export {Provider}/{Path} is imported: {Count} days of agents.")]
    private partial void Imported(string provider, string path, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cost export {Provider}/{Path} is not taken: {Problem}")]
    private partial void Refused(string provider, string path, string problem);
}
