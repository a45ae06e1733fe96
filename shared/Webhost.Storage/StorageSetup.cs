using Webhost.Storage.Accounts;
using Webhost.Storage.Artifacts;
using Webhost.Storage.AsyncInvocations;
using Webhost.Storage.Costs;
using Webhost.Storage.Internal;

namespace Webhost.Storage;

/// <summary>Makes the tables and containers that are missing, once at start; and tells whether storage answers.</summary>
public sealed class StorageSetup
{
    private readonly Tables tables;
    private readonly ArtifactStore artifacts;
    private readonly CostExportFiles exports;
    private readonly ExportStore archives;
    private readonly AsyncInvocationStore invocations;

    /// <summary>Takes what is to be made.</summary>
    internal StorageSetup(Tables tables, ArtifactStore artifacts, CostExportFiles exports, ExportStore archives, AsyncInvocationStore invocations)
    {
        this.tables = tables;
        this.artifacts = artifacts;
        this.exports = exports;
        this.archives = archives;
        this.invocations = invocations;
    }

    /// <summary>Makes what is missing. Idempotent.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await tables.CreateAsync(cancellationToken);
        await artifacts.CreateAsync(cancellationToken);
        await exports.CreateAsync(cancellationToken);
        await archives.CreateAsync(cancellationToken);
        await invocations.CreateAsync(cancellationToken);
    }

    /// <summary>Throws when storage does not answer.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => tables.CheckAsync(cancellationToken);
}
