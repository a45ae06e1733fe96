namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>Reported usage of a subscription item.</summary>
internal sealed record UsageRecord : IRecord
{
    public const string Increment = "increment";
    public const string Set = "set";

    public required long Id { get; init; }

    public required long SubscriptionItemId { get; init; }

    public required long Quantity { get; init; }

    /// <summary><see cref="Increment"/> adds to the period's total, <see cref="Set"/> replaces it.</summary>
    public required string Action { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
