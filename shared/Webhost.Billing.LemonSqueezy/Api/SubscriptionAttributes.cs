namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>The attributes of a <c>subscriptions</c> object that are read.</summary>
internal sealed record SubscriptionAttributes
{
    public required long StoreId { get; init; }

    public long? OrderId { get; init; }

    public required long VariantId { get; init; }

    public string? UserEmail { get; init; }

    public required string Status { get; init; }

    public PauseAttribute? Pause { get; init; }

    public DateTimeOffset? TrialEndsAt { get; init; }

    public int? BillingAnchor { get; init; }

    public SubscriptionItemAttribute? FirstSubscriptionItem { get; init; }

    public SubscriptionUrls? Urls { get; init; }

    public DateTimeOffset? RenewsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public bool? TestMode { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(SubscriptionAttributes);
}
