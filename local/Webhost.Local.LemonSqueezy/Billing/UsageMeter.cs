using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>Adds reported usage up.</summary>
internal static class UsageMeter
{
    /// <summary>The usage of an item from a moment on, up to another, exclusive.</summary>
    public static long Total(SandboxData data, long itemId, DateTimeOffset from, DateTimeOffset to)
    {
        var total = 0L;
        foreach (var record in data.All<UsageRecord>().Where(record => record.SubscriptionItemId == itemId && record.CreatedAt >= from && record.CreatedAt < to))
            total = string.Equals(record.Action, UsageRecord.Set, StringComparison.Ordinal) ? record.Quantity : total + record.Quantity;
        return total;
    }
}
