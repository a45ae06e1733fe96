using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Webhost.Core.Costs;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Costs;

/// <summary>
/// Stated costs in the partition of their agent, by day, provider, file and content; and one row for each file that says which content counts. So a file's new content takes the old
/// one's place in one write, and nobody ever sees a half of it.
/// </summary>
internal sealed class CostStore(Tables tables) : ICostStore
{
    private const string DayFormat = "yyyyMMdd";
    private const string VersionPrefix = "v|";
    private const int KeyDigits = 16;

    private readonly TableClient stated = tables.Get(Tables.StatedCosts);
    private readonly TableClient imports = tables.Get(Tables.CostImports);
    private readonly TableClient hourly = tables.Get(Tables.MetricsHourly);
    private readonly TableClient deployments = tables.Get(Tables.Deployments);

    public async Task<IReadOnlyList<CostImport>> ListImportsAsync(CancellationToken cancellationToken)
    {
        var all = new List<CostImport>();
        await foreach (var row in imports.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            all.Add(Row.Read<CostImport>(row));
        }

        return all;
    }

    public async Task WriteAsync(string path, string contentHash, IReadOnlyCollection<StatedCost> costs, CancellationToken cancellationToken)
    {
        foreach (var agent in costs.GroupBy(cost => cost.AgentId, StringComparer.Ordinal))
        {
            await stated.WriteAsync(
                TableTransactionActionType.UpsertReplace,
                agent.Select(cost => Row.Of(agent.Key, TableKey.Of(DayKey(cost.Day), cost.Provider, FileKey(path), ContentKey(contentHash)), cost)),
                cancellationToken);
        }
    }

    public Task SetImportAsync(CostImport import, CancellationToken cancellationToken) =>
        imports.UpsertEntityAsync(Row.Of(TableKey.Of(import.Provider), FileKey(import.Path), import), TableUpdateMode.Replace, cancellationToken);

    public async Task<IReadOnlyList<StatedCost>> ReadAsync(string agentId, DateOnly from, DateOnly to, IReadOnlyCollection<CostImport> counting, CancellationToken cancellationToken)
    {
        var ends = counting.Where(import => import.ContentHash is not null).ToDictionary(import => TableKey.Of(import.Provider, FileKey(import.Path), ContentKey(import.ContentHash!)), StringComparer.Ordinal);
        var costs = new List<(StatedCost Cost, CostImport File)>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey ge {DayKey(from)} and RowKey lt {DayKey(to) + "~"}");
        await foreach (var row in stated.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (ends.TryGetValue(row.RowKey[(DayFormat.Length + 1)..], out var file))
            {
                costs.Add((Row.Read<StatedCost>(row), file));
            }
        }

        return
        [
            .. costs.OrderBy(stated => stated.File.WrittenAt ?? stated.File.At).ThenBy(stated => stated.File.At).ThenBy(stated => stated.File.Path, StringComparer.Ordinal)
                .GroupBy(stated => (stated.Cost.Day, stated.Cost.Provider))
                .Select(files => StatedCost.Together([.. files.Select(stated => stated.Cost)])),
        ];
    }

    public async Task<bool> IsKnownAsync(string agentId, CancellationToken cancellationToken) =>
        await AnyAsync(hourly, TableQueries.PrefixFilter(agentId, prefix: string.Empty), cancellationToken)
        || await AnyAsync(deployments, TableQueries.PrefixFilter(agentId, VersionPrefix), cancellationToken);

    private static async Task<bool> AnyAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: [nameof(TableEntity.RowKey)], cancellationToken: cancellationToken))
        {
            _ = row;
            return true;
        }

        return false;
    }

    private static string DayKey(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    // A path may be long and hold anything.
    private static string FileKey(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..(2 * KeyDigits)];

    private static string ContentKey(string hash) => hash[..(2 * KeyDigits)];
}
