using System.Buffers;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Internal;

/// <summary>Requests about tables as a whole, and what their answers mean.</summary>
internal static class TableRequests
{
    public static HttpMessage Create(TableConnection connection, string tableName, ResponseClassifier expected)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        var message = connection.Request(RequestMethod.Post, "/Tables", expected);
        var body = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("TableName", tableName);
            writer.WriteEndObject();
        }
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Content = RequestContent.Create(body.WrittenMemory);
        return message;
    }

    public static HttpMessage Delete(TableConnection connection, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return connection.Request(RequestMethod.Delete, "/Tables('" + EntityRequests.Escape(tableName) + "')", Expected.NoContentOrNotFound);
    }

    public static HttpMessage Query(TableConnection connection, string? filter, int? top, string? continuationToken)
    {
        var message = connection.Request(RequestMethod.Get, "/Tables", Expected.Ok);
        var uri = message.Request.Uri;
        if (filter is not null)
            uri.AppendQuery("$filter", filter, escapeValue: true);
        if (top is { } count)
            uri.AppendQuery("$top", count.ToString(), escapeValue: true);
        if (!string.IsNullOrEmpty(continuationToken))
            uri.AppendQuery("NextTableName", continuationToken, escapeValue: true);
        return message;
    }

    public static Response<TableItem> Created(Response response, string tableName) => Response.FromValue(new TableItem(tableName), response);

    /// <summary>An existing table is fine; one that is still being deleted is not.</summary>
    public static Response<TableItem> CreatedOrExisting(Response response, string tableName)
    {
        if (response.Status == 409 && new RequestFailedException(response) is { ErrorCode: "TableBeingDeleted" } failure)
            throw failure;
        return Created(response, tableName);
    }

    public static Page<TableItem> Page(Response response)
    {
        var items = new List<TableItem>();
        using var document = JsonDocument.Parse(response.Content.ToMemory());
        foreach (var item in document.RootElement.GetProperty("value").EnumerateArray())
            items.Add(new TableItem(item.GetProperty("TableName").GetString()!));
        var next = response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var name) ? name : null;
        return Page<TableItem>.FromValues(items, next, response);
    }
}
