namespace Webhost.Local.LemonSqueezy;

/// <summary>Something that the store sells: a variant of a product, paid by subscription. Variants with the same product's name belong to one product.</summary>
public sealed record SandboxVariant
{
    /// <summary>Its id in the API.</summary>
    public required long Id { get; init; }

    /// <summary>The product's name.</summary>
    public required string Product { get; init; }

    /// <summary>Its own name.</summary>
    public required string Name { get; init; }

    /// <summary>A sentence for the checkout page.</summary>
    public string Description { get; init; } = "";

    /// <summary>The price in US cents: of a period, or of a unit that was used in it when <see cref="IsUsageBased"/>.</summary>
    public required long PriceCents { get; init; }

    /// <summary>What each beyond the first costs, when that is another price; null for the same.</summary>
    public long? AdditionalPriceCents { get; init; }

    /// <summary>What one beyond the first is called on pages, such as <c>AgentCore agent</c>.</summary>
    public string AdditionalUnit { get; init; } = "";

    /// <summary>Whether it is charged at the end of a period for the usage that was reported in it.</summary>
    public bool IsUsageBased { get; init; }

    /// <summary>What one of it is called on pages, such as <c>agent</c>; empty for a plan, of which there is one.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The length of the billing period: <c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</summary>
    public string Interval { get; init; } = "month";

    /// <summary>Days of a free trial; 0 for none.</summary>
    public int TrialDays { get; init; }
}
