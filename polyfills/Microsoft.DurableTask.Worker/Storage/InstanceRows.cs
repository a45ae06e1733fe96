using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.History;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>Turns records into rows and back.</summary>
internal sealed class InstanceRows(Payloads payloads)
{
    private const string Input = "Input";
    private const string Output = "Output";
    private const string CustomStatus = "CustomStatus";
    private const string Failure = "Failure";
    private const string CarriedEvents = "CarriedEvents";

    /// <summary>The columns of a state without its payloads.</summary>
    public static readonly string[] Summary =
    [
        "PartitionKey", "RowKey", "Timestamp", "InstanceId", "Name", "Version", "Status", "CreatedAt", "UpdatedAt", "StartAt", "Tags", "Owner",
        "Generation", "Turns", "SentTurns", "ParentInstanceId", "ParentName", "ParentGeneration", "ParentTaskId", "TraceParent",
    ];

    /// <summary>The row of a record. With a former record only its changed payloads are written, for a merge.</summary>
    public async Task<TableEntity> ToRowAsync(InstanceRecord record, InstanceRecord? former, CancellationToken cancellationToken)
    {
        TableEntity row = new(Keys.Partition(record.InstanceId), Keys.Instance)
        {
            ["Status"] = record.Status.ToString(),
            ["UpdatedAt"] = record.UpdatedAt,
            ["Owner"] = record.Owner ?? "",
            ["Generation"] = record.Generation,
            ["Turns"] = record.Turns,
            ["SentTurns"] = record.SentTurns,
        };
        if (former is null)
            AddConstants(row, record);
        await SetAsync(row, Input, record.Input, former?.Input, record, former, cancellationToken);
        await SetAsync(row, Output, record.Output, former?.Output, record, former, cancellationToken);
        await SetAsync(row, CustomStatus, record.CustomStatus, former?.CustomStatus, record, former, cancellationToken);
        await SetAsync(row, Failure, Text(record.Failure), Text(former?.Failure), record, former, cancellationToken);
        await SetAsync(row, CarriedEvents, Text(record.CarriedEvents), Text(former?.CarriedEvents), record, former, cancellationToken);
        return row;
    }

    /// <summary>The record of a row; without payloads only what <see cref="Summary"/> names is read.</summary>
    public async Task<InstanceRecord> ToRecordAsync(TableEntity row, bool withPayloads, CancellationToken cancellationToken)
    {
        InstanceRecord record = new()
        {
            InstanceId = row.GetString("InstanceId"),
            Name = row.GetString("Name"),
            Version = row.GetString("Version") ?? "",
            Status = Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("Status")),
            CreatedAt = row.GetDateTimeOffset("CreatedAt").GetValueOrDefault(),
            UpdatedAt = row.GetDateTimeOffset("UpdatedAt").GetValueOrDefault(),
            StartAt = row.GetDateTimeOffset("StartAt"),
            Tags = row.GetString("Tags") is { Length: > 0 } tags
                ? HistoryJson.Read<Dictionary<string, string>>(tags)
                : System.Collections.Immutable.ImmutableDictionary<string, string>.Empty,
            Owner = row.GetString("Owner") is { Length: > 0 } owner ? owner : null,
            Generation = row.GetInt32("Generation").GetValueOrDefault(),
            Turns = row.GetInt32("Turns").GetValueOrDefault(),
            SentTurns = row.GetInt32("SentTurns").GetValueOrDefault(),
            Parent = row.GetString("ParentInstanceId") is { Length: > 0 } parent
                ? new(parent, row.GetString("ParentName"), row.GetInt32("ParentGeneration").GetValueOrDefault(), row.GetInt32("ParentTaskId").GetValueOrDefault())
                : null,
            TraceParent = row.GetString("TraceParent") is { Length: > 0 } trace ? trace : null,
            ETag = row.ETag,
        };
        if (!withPayloads)
            return record;
        return record with
        {
            Input = await payloads.GetAsync(row, Input, cancellationToken),
            Output = await payloads.GetAsync(row, Output, cancellationToken),
            CustomStatus = await payloads.GetAsync(row, CustomStatus, cancellationToken),
            Failure = await payloads.GetAsync(row, Failure, cancellationToken) is { } failure ? HistoryJson.Read<Failure>(failure) : null,
            CarriedEvents = await payloads.GetAsync(row, CarriedEvents, cancellationToken) is { } events ? HistoryJson.Read<List<EventRaised>>(events) : [],
        };
    }

    private static void AddConstants(TableEntity row, InstanceRecord record)
    {
        row["InstanceId"] = record.InstanceId;
        row["Name"] = record.Name;
        row["Version"] = record.Version;
        row["CreatedAt"] = record.CreatedAt;
        if (record.StartAt is { } startAt)
            row["StartAt"] = startAt;
        row["Tags"] = record.Tags.Count == 0 ? "" : HistoryJson.Write(record.Tags.ToDictionary(StringComparer.Ordinal));
        row["TraceParent"] = record.TraceParent ?? "";
        row["ParentInstanceId"] = record.Parent?.InstanceId ?? "";
        row["ParentName"] = record.Parent?.Name ?? "";
        row["ParentGeneration"] = record.Parent?.Generation ?? 0;
        row["ParentTaskId"] = record.Parent?.TaskId ?? 0;
    }

    // A new generation's payloads are written again: those of the old one are deleted with it.
    private Task SetAsync(
        TableEntity row, string property, string? text, string? formerText, InstanceRecord record, InstanceRecord? former, CancellationToken cancellationToken) =>
        former is not null && former.Generation == record.Generation && string.Equals(text, formerText, StringComparison.Ordinal)
            ? Task.CompletedTask
            : payloads.SetAsync(row, property, text, record.Generation, cancellationToken);

    private static string? Text(Failure? failure) => failure is null ? null : HistoryJson.Write(failure);

    private static string? Text(IReadOnlyList<EventRaised>? events) => events is null or { Count: 0 } ? null : HistoryJson.Write(events.ToList());
}
