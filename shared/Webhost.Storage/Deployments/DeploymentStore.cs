using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Webhost.Contracts.Deployments;
using Webhost.Core.Deployments;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Deployments;

/// <summary>Deployments in the partition of their agent, newest first, and a pointer by id.</summary>
internal sealed class DeploymentStore(Tables tables) : IDeploymentStore
{
    private const string PointerRow = "pointer";
    private const string VersionPrefix = "v|";
    private const string Ended = nameof(Ended);
    private const string RowKeyName = "Row";

    private readonly TableClient table = tables.Get(Tables.Deployments);

    public async Task AddAsync(DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        // The pointer first: a row that is listed can always be found by its id.
        var pointer = Row.Of(PointerKey(deployment.DeploymentId), PointerRow, new DeploymentOwner(deployment.UserId, deployment.AgentId, deployment.RuntimeProvider));
        pointer[RowKeyName] = VersionKey(deployment.Version);
        await table.UpsertEntityAsync(pointer, TableUpdateMode.Replace, cancellationToken);
        try
        {
            await table.AddEntityAsync(ToRow(deployment), cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception))
        {
            // A repeat of the same deployment.
        }
    }

    public async Task<Versioned<DeploymentRecord>?> FindAsync(UserId userId, string deploymentId, CancellationToken cancellationToken)
    {
        if (await table.FindAsync(PointerKey(deploymentId), PointerRow, cancellationToken) is not { } pointer
            || Row.Read<DeploymentOwner>(pointer) is not { } owner || !string.Equals(owner.UserId, userId.Value, StringComparison.Ordinal)
            || await table.FindAsync(owner.AgentId, pointer.GetString(RowKeyName), cancellationToken) is not { } row)
        {
            return null;
        }

        return new Versioned<DeploymentRecord>(Row.Read<DeploymentRecord>(row), row.ETag.ToString());
    }

    public async Task<DeploymentOwner?> FindOwnerAsync(string deploymentId, CancellationToken cancellationToken) =>
        await table.FindAsync(PointerKey(deploymentId), PointerRow, cancellationToken) is { } pointer ? Row.Read<DeploymentOwner>(pointer) : null;

    public async Task<(IReadOnlyList<DeploymentRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(agentId, VersionPrefix, page, cancellationToken);
        return ([.. rows.Select(Row.Read<DeploymentRecord>)], next);
    }

    public async Task<bool> HasOlderPendingAsync(string agentId, int version, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {VersionKey(version)} and RowKey lt {VersionPrefix + "\uffff"} and Ended eq {false}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            _ = row;
            return true;
        }

        return false;
    }

    public async Task<Versioned<DeploymentRecord>?> TryUpdateAsync(Versioned<DeploymentRecord> deployment, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(ToRow(deployment.Value), new ETag(deployment.ETag), TableUpdateMode.Replace, cancellationToken);
            return deployment with { ETag = Row.VersionOf(answer) };
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            return null;
        }
    }

    public async Task RemoveAllAsync(string agentId, CancellationToken cancellationToken)
    {
        var pointers = new List<string>();
        await foreach (var row in table.ReadPrefixAsync(agentId, VersionPrefix, cancellationToken))
        {
            pointers.Add(Row.Read<DeploymentRecord>(row).DeploymentId);
        }

        foreach (var deploymentId in pointers)
        {
            await table.DeleteEntityAsync(PointerKey(deploymentId), PointerRow, ETag.All, cancellationToken);
        }

        await table.RemoveAsync(TableQueries.PrefixFilter(agentId, VersionPrefix), cancellationToken);
    }

    private static TableEntity ToRow(DeploymentRecord deployment)
    {
        var row = Row.Of(deployment.AgentId, VersionKey(deployment.Version), deployment);
        row[Ended] = deployment.Status != DeploymentStatus.Deploying;
        return row;
    }

    private static string PointerKey(string deploymentId) => $"id|{TableKey.Of(deploymentId)}";

    private static string VersionKey(int version) => VersionPrefix + (int.MaxValue - version).ToString("D10", CultureInfo.InvariantCulture);
}
