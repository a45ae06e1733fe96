using System.Globalization;
using Azure.Core;

namespace Azure.Data.Tables.Internal;

/// <summary>Requests about the entities of one table.</summary>
internal static class EntityRequests
{
    /// <summary>Quotes are doubled for OData, then everything is escaped for the address.</summary>
    public static string Escape(string key) => Uri.EscapeDataString(key.Contains('\'', StringComparison.Ordinal) ? key.Replace("'", "''", StringComparison.Ordinal) : key);

    public static string Path(string tableName, string partitionKey, string rowKey) =>
        $"/{tableName}(PartitionKey='{Escape(partitionKey)}',RowKey='{Escape(rowKey)}')";

    public static HttpMessage Get(TableConnection connection, string tableName, string partitionKey, string rowKey, IEnumerable<string>? select, ResponseClassifier expected)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var message = connection.Request(RequestMethod.Get, Path(tableName, partitionKey, rowKey), expected);
        if (Columns(select) is { } columns)
            message.Request.Uri.AppendQuery("$select", columns, escapeValue: true);
        return message;
    }

    public static HttpMessage Add(TableConnection connection, string tableName, ITableEntity entity)
    {
        var message = connection.Request(RequestMethod.Post, "/" + tableName, Expected.Created);
        message.Request.Headers.Add("Prefer", "return-no-content");
        AddBody(message.Request, entity);
        return message;
    }

    /// <summary>Updates when there is a condition, otherwise inserts or updates.</summary>
    public static HttpMessage Write(TableConnection connection, string tableName, ITableEntity entity, ETag ifMatch, TableUpdateMode mode)
    {
        var message = connection.Request(Method(mode), Path(tableName, entity.PartitionKey, entity.RowKey), Expected.NoContent);
        if (ifMatch != default)
            message.Request.Headers.Add("If-Match", ifMatch.ToString());
        AddBody(message.Request, entity);
        return message;
    }

    public static HttpMessage Delete(TableConnection connection, string tableName, string partitionKey, string rowKey, ETag ifMatch)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var message = connection.Request(RequestMethod.Delete, Path(tableName, partitionKey, rowKey), Expected.NoContentOrNotFound);
        message.Request.Headers.Add("If-Match", Condition(ifMatch));
        return message;
    }

    public static HttpMessage Query(TableConnection connection, string tableName, string? filter, string? columns, int? top, ContinuationToken next)
    {
        var message = connection.Request(RequestMethod.Get, "/" + tableName + "()", Expected.Ok);
        var uri = message.Request.Uri;
        if (!string.IsNullOrEmpty(filter))
            uri.AppendQuery("$filter", filter, escapeValue: true);
        if (columns is not null)
            uri.AppendQuery("$select", columns, escapeValue: true);
        if (top is { } count)
            uri.AppendQuery("$top", count.ToString(CultureInfo.InvariantCulture), escapeValue: false);
        if (next.PartitionKey is not null)
            uri.AppendQuery("NextPartitionKey", next.PartitionKey, escapeValue: true);
        if (next.RowKey is not null)
            uri.AppendQuery("NextRowKey", next.RowKey, escapeValue: true);
        return message;
    }

    public static RequestMethod Method(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => RequestMethod.Patch,
        TableUpdateMode.Replace => RequestMethod.Put,
        _ => throw new ArgumentException($"Unexpected value for {nameof(mode)}: {mode}", nameof(mode)),
    };

    /// <summary>Deletes need a condition; the default one is any version.</summary>
    public static string Condition(ETag ifMatch) => (ifMatch == default ? ETag.All : ifMatch).ToString();

    public static string? Columns(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);

    public static void RequireKeys(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (entity.PartitionKey is null || entity.RowKey is null)
            throw new ArgumentNullException(nameof(entity), "An entity needs a partition key and a row key.");
    }

    private static void AddBody(Request request, ITableEntity entity)
    {
        request.Headers.Add("Content-Type", "application/json");
        request.Content = RequestContent.Create(EntityJson.Write(entity));
    }
}
