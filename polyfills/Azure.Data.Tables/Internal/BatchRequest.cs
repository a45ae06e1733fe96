using System.Buffers;
using System.Globalization;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Internal;

/// <summary>An entity group transaction as one multipart request.</summary>
internal static class BatchRequest
{
    private const string LineEnd = "\r\n";
    private const int MaxActions = 100;

    /// <exception cref="InvalidOperationException">There is no action.</exception>
    public static HttpMessage Create(TableConnection connection, string tableName, IEnumerable<TableTransactionAction> actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        var batch = "batch_" + Guid.NewGuid().ToString();
        var changeset = "changeset_" + Guid.NewGuid().ToString();
        var body = new ArrayBufferWriter<byte>(4096);
        var entity = new ArrayBufferWriter<byte>(512);
        Append(body, $"--{batch}\r\nContent-Type: multipart/mixed; boundary={changeset}\r\n\r\n");
        var baseAddress = connection.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var count = 0;
        string? partitionKey = null;
        var rowKeys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var action in actions)
        {
            partitionKey ??= action.Entity.PartitionKey;
            Check(action.Entity, partitionKey, rowKeys, count);
            Append(body, $"--{changeset}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
            Append(body, action, baseAddress, tableName, entity);
            count++;
        }
        if (count == 0)
            throw new InvalidOperationException("A transaction needs at least one action.");
        Append(body, $"--{changeset}--\r\n--{batch}--\r\n");

        var message = connection.Request(RequestMethod.Post, "/$batch", Expected.Accepted);
        message.Request.Headers.Add("Content-Type", "multipart/mixed; boundary=" + batch);
        message.Request.Content = RequestContent.Create(body.WrittenMemory);
        return message;
    }

    private static void Append(ArrayBufferWriter<byte> body, TableTransactionAction action, string baseAddress, string tableName, ArrayBufferWriter<byte> entity)
    {
        var keys = action.Entity;
        var path = action.ActionType == TableTransactionActionType.Add ? "/" + tableName : EntityRequests.Path(tableName, keys.PartitionKey, keys.RowKey);
        Append(body, $"{Method(action.ActionType)} {baseAddress}{path} HTTP/1.1\r\nAccept: {TableConnection.JsonWithTypes}\r\nDataServiceVersion: 3.0\r\n");
        if (action.ActionType == TableTransactionActionType.Add)
            Append(body, "Prefer: return-no-content\r\n");
        if (Condition(action) is { } condition)
            Append(body, $"If-Match: {condition}\r\n");
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            Append(body, LineEnd);
            return;
        }

        entity.ResetWrittenCount();
        EntityJson.Write(entity, keys);
        Append(body, string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {entity.WrittenCount}\r\n\r\n"));
        body.Write(entity.WrittenSpan);
        Append(body, LineEnd);
    }

    // The service refuses these; the emulator lets some of them pass, so they are refused here with the service's codes.
    private static void Check(ITableEntity entity, string partitionKey, HashSet<string> rowKeys, int index)
    {
        if (index >= MaxActions)
            throw new RequestFailedException(400, $"A transaction takes at most {MaxActions} actions.", "InvalidInput", innerException: null);
        if (!string.Equals(entity.PartitionKey, partitionKey, StringComparison.Ordinal))
            throw Refused("CommandsInBatchActOnDifferentPartitions", "All actions of a transaction must be of one partition.", index);
        if (!rowKeys.Add(entity.RowKey))
            throw Refused("InvalidDuplicateRow", "A transaction takes each entity once.", index);
    }

    private static TableTransactionFailedException Refused(string code, string message, int index) =>
        new(new RequestFailedException(400, message, code, innerException: null) { Data = { [TableErrorParser.FailedIndexKey] = index.ToString(CultureInfo.InvariantCulture) } });

    private static string Method(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => "POST",
        TableTransactionActionType.Delete => "DELETE",
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH",
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT",
        _ => throw new InvalidOperationException($"The action type {type} is not known."),
    };

    // As in the official client, an update without an ETag has no condition and thus inserts what is missing.
    private static string? Condition(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Delete => EntityRequests.Condition(action.ETag),
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace when action.ETag != default => action.ETag.ToString(),
        _ => null,
    };

    private static void Append(ArrayBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);
}
