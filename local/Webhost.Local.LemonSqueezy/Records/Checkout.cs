namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A checkout that was made through the API. Its address can be paid any number of times, each time for a new order.</summary>
internal sealed record Checkout : IRecord
{
    public required long Id { get; init; }

    /// <summary>Its id outside: a UUID.</summary>
    public required string Key { get; init; }

    public required long VariantId { get; init; }

    /// <summary>In cents; takes the place of the variant's price.</summary>
    public long? CustomPrice { get; init; }

    public long Quantity { get; init; } = 1;

    public bool SkipTrial { get; init; }

    public string? Email { get; init; }

    public string? Name { get; init; }

    /// <summary>Where the payer goes afterwards.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>What webhooks carry as <c>meta.custom_data</c>, as JSON.</summary>
    public string? CustomData { get; init; }

    /// <summary>The attributes as they were given, completed, as JSON: what a read answers.</summary>
    public required string ProductOptions { get; init; }

    public required string CheckoutOptions { get; init; }

    public required string CheckoutData { get; init; }

    public bool Preview { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
