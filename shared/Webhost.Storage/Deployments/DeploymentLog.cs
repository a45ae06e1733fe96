using Azure.Data.Tables;
using Webhost.Contracts.Deployments;
using Webhost.Core.Deployments;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Deployments;

/// <inheritdoc cref="IDeploymentLog"/>
internal sealed class DeploymentLog(Tables tables, TimeProvider time) : IDeploymentLog
{
    private static long sequence;

    private readonly TableClient table = tables.Get(Tables.DeploymentLogs);

    public Task AppendAsync(string deploymentId, IReadOnlyList<DeploymentLogLine> lines, CancellationToken cancellationToken) =>
        table.WriteAsync(TableTransactionActionType.Add, lines.Select(line => Row.Of(deploymentId, NextKey(), line)).ToArray(), cancellationToken);

    public async Task<IReadOnlyList<(string Cursor, DeploymentLogLine Line)>> ReadAsync(string deploymentId, string? after, int limit, CancellationToken cancellationToken)
    {
        var filter = after is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {deploymentId}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {deploymentId} and RowKey gt {after}");
        var lines = new List<(string, DeploymentLogLine)>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: Math.Min(limit, 1000), cancellationToken: cancellationToken))
        {
            lines.Add((row.RowKey, Row.Read<DeploymentLogLine>(row)));
            if (lines.Count == limit)
            {
                break;
            }
        }

        return lines;
    }

    public Task RemoveAsync(string deploymentId, CancellationToken cancellationToken) =>
        table.RemoveAsync(TableQueries.PrefixFilter(deploymentId, prefix: string.Empty), cancellationToken);

    // Steps of one deployment run one after another: time orders them, and the sequence keeps lines of one instant apart and in order.
    private string NextKey() => DeploymentLineIds.Of(time.GetUtcNow(), Interlocked.Increment(ref sequence));
}
