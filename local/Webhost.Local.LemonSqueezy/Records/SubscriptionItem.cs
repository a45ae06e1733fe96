namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>What a subscription is charged for. There is none during a trial.</summary>
internal sealed record SubscriptionItem : IRecord
{
    public required long Id { get; init; }

    public required long SubscriptionId { get; init; }

    public required long PriceId { get; init; }

    public required long Quantity { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
