using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary>The one item of an order, which is kept as a part of it.</summary>
internal sealed record OrderItem(Order Order) : IRecord
{
    public long Id => Order.ItemId;
}
