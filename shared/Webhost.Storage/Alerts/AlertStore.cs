using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Webhost.Core.Alerts;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Alerts;

/// <summary>Settings in a table of their own, so that all of them are found without reading more; alerts in the partition of their user, by period, limit and threshold.</summary>
internal sealed class AlertStore(Tables tables) : IAlertStore
{
    private const string SettingsRow = "settings";
    private const string Pending = nameof(Pending);
    private const string SeenAt = nameof(SeenAt);

    private readonly TableClient settings = tables.Get(Tables.AlertSettings);
    private readonly TableClient alerts = tables.Get(Tables.Alerts);

    public async Task<Versioned<AlertSettings>?> FindSettingsAsync(UserId userId, CancellationToken cancellationToken) =>
        await settings.FindAsync(userId.Value, SettingsRow, cancellationToken) is { } row ? new Versioned<AlertSettings>(Row.Read<AlertSettings>(row), row.ETag.ToString()) : null;

    public async Task<Versioned<AlertSettings>?> TrySetSettingsAsync(AlertSettings value, string? etag, CancellationToken cancellationToken)
    {
        var row = Row.Of(value.UserId, SettingsRow, value);
        try
        {
            var answer = await (etag is null ? settings.AddEntityAsync(row, cancellationToken) : settings.UpdateEntityAsync(row, new ETag(etag), TableUpdateMode.Replace, cancellationToken));
            return new Versioned<AlertSettings>(value, Row.VersionOf(answer));
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            return null;
        }
    }

    public async IAsyncEnumerable<AlertSettings> ReadSettingsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in settings.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            yield return Row.Read<AlertSettings>(row);
        }
    }

    public async Task<bool> TryAddAsync(AlertRecord alert, CancellationToken cancellationToken)
    {
        try
        {
            await alerts.AddEntityAsync(ToRow(alert), cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception))
        {
            return false;
        }
    }

    public Task<IReadOnlyList<Versioned<AlertRecord>>> ListAsync(UserId userId, string period, CancellationToken cancellationToken) =>
        ReadAsync(TableQueries.PrefixFilter(userId.Value, TableKey.Of(period) + TableKey.Separator), cancellationToken);

    public Task<IReadOnlyList<Versioned<AlertRecord>>> ListPendingAsync(UserId userId, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {userId.Value} and Pending eq {true}"), cancellationToken);

    public async Task<IReadOnlyList<AlertRecord>> ListNewestAsync(UserId userId, int limit, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(TableQueries.PrefixFilter(userId.Value, prefix: string.Empty), cancellationToken)).Select(alert => alert.Value).OrderByDescending(alert => alert.SeenAt).ThenByDescending(alert => alert.Threshold).Take(limit)];

    public async Task<Versioned<AlertRecord>?> TryUpdateAsync(Versioned<AlertRecord> alert, CancellationToken cancellationToken)
    {
        try
        {
            return alert with { ETag = Row.VersionOf(await alerts.UpdateEntityAsync(ToRow(alert.Value), new ETag(alert.ETag), TableUpdateMode.Replace, cancellationToken)) };
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            return null;
        }
    }

    public async Task RemoveAsync(UserId userId, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        if (before is { } oldest)
        {
            await alerts.RemoveAsync(TableClient.CreateQueryFilter($"PartitionKey eq {userId.Value} and SeenAt lt {oldest}"), cancellationToken);
            return;
        }

        await settings.DeleteEntityAsync(userId.Value, SettingsRow, ETag.All, cancellationToken);
        await alerts.RemoveAsync(TableQueries.PrefixFilter(userId.Value, prefix: string.Empty), cancellationToken);
    }

    private async Task<IReadOnlyList<Versioned<AlertRecord>>> ReadAsync(string filter, CancellationToken cancellationToken)
    {
        var found = new List<Versioned<AlertRecord>>();
        await foreach (var row in alerts.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            found.Add(new Versioned<AlertRecord>(Row.Read<AlertRecord>(row), row.ETag.ToString()));
        }

        return found;
    }

    private static TableEntity ToRow(AlertRecord alert)
    {
        var allowed = alert.Allowed.ToString("0.####", CultureInfo.InvariantCulture);
        var row = Row.Of(alert.UserId, TableKey.Of(alert.Period, alert.Limit, allowed, alert.Threshold.ToString("D3", CultureInfo.InvariantCulture)), alert);
        row[Pending] = alert.IsPending;
        row[SeenAt] = alert.SeenAt;
        return row;
    }
}
