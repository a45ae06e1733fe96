using Azure.Data.Tables;
using Webhost.Core.Limits;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Limits;

/// <summary>Keys and columns of a quota's partition.</summary>
internal static class QuotaRows
{
    public const string CounterKey = "counter";
    public const string Taken = "";
    public const string Extra = "Extra";

    private const string LeaseKind = "lease";
    private const string Unspent = nameof(QuotaLease.Unspent);
    private const string Armed = nameof(QuotaLease.Armed);
    private const string Sequence = nameof(QuotaLease.Sequence);
    private const string ExpiresAt = nameof(QuotaLease.ExpiresAt);

    public static QuotaAmounts Read(TableEntity row, string prefix) => new(
        row.GetInt64(prefix + nameof(QuotaAmounts.Requests)) ?? 0,
        row.GetInt64(prefix + nameof(QuotaAmounts.Tokens)) ?? 0,
        row.GetInt64(prefix + nameof(QuotaAmounts.ComputeMs)) ?? 0,
        row.GetInt64(prefix + nameof(QuotaAmounts.CostMicros)) ?? 0);

    public static TableEntity Write(TableEntity row, string prefix, in QuotaAmounts amounts)
    {
        row[prefix + nameof(QuotaAmounts.Requests)] = amounts.Requests;
        row[prefix + nameof(QuotaAmounts.Tokens)] = amounts.Tokens;
        row[prefix + nameof(QuotaAmounts.ComputeMs)] = amounts.ComputeMs;
        row[prefix + nameof(QuotaAmounts.CostMicros)] = amounts.CostMicros;
        return row;
    }

    public static QuotaLease ReadLease(TableEntity row) => new()
    {
        Holder = row.RowKey[(LeaseKind.Length + 1)..],
        Unspent = Read(row, Unspent),
        Armed = Read(row, Armed),
        Sequence = row.GetInt64(Sequence) ?? 0,
        ExpiresAt = row.GetDateTimeOffset(ExpiresAt) ?? DateTimeOffset.MinValue,
        Version = row.ETag.ToString(),
    };

    public static TableEntity WriteLease(string partition, QuotaLease lease)
    {
        var row = Write(Write(new TableEntity(partition, TableKey.Of(LeaseKind, lease.Holder)), Unspent, lease.Unspent), Armed, lease.Armed);
        row[Sequence] = lease.Sequence;
        row[ExpiresAt] = lease.ExpiresAt;
        return row;
    }
}
