using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>usage-records</c>.</summary>
internal static class UsageRecordResource
{
    public static readonly ResourceKind<UsageRecord> Kind = new("usage-records", view => view.Data.All<UsageRecord>(), Attributes)
    {
        Filters = new() { ["subscription_item_id"] = (record, _) => record.SubscriptionItemId },
        Relations = [new("subscription-item", "subscription-items", (record, view) => [view.Data.Get<SubscriptionItem>(record.SubscriptionItemId)])],
    };

    private static JsonObject Attributes(UsageRecord record, ResourceView view) => new()
    {
        ["subscription_item_id"] = record.SubscriptionItemId,
        ["quantity"] = record.Quantity,
        ["action"] = record.Action,
        ["created_at"] = ResourceView.Time(record.CreatedAt),
        ["updated_at"] = ResourceView.Time(record.UpdatedAt),
    };
}
