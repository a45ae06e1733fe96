namespace Webhost.Billing.LemonSqueezy;

/// <summary>The section <c>LemonSqueezy</c>. Without it billing is off; with a part of it the start fails and names what is missing.</summary>
public sealed class LemonSqueezyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "LemonSqueezy";

    /// <summary>The API's base address.</summary>
    public string ApiBaseUrl { get; set; } = "https://api.lemonsqueezy.com";

    /// <summary>An API key of the store.</summary>
    public string ApiKey { get; set; } = string.Empty;

    /// <summary>The store's id.</summary>
    public string StoreId { get; set; } = string.Empty;

    /// <summary>The secret that webhooks are signed with.</summary>
    public string WebhookSecret { get; set; } = string.Empty;

    /// <summary>Whether the store is in test mode: events and objects of the other mode are ignored.</summary>
    public bool? TestMode { get; set; }

    /// <summary>The variant that each plan is sold as, by the plan's name.</summary>
    public Dictionary<string, string?> Variants { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The plans whose variant is billed by usage, between commas.</summary>
    public string MeteredPlans { get; set; } = string.Empty;

    /// <summary>Calls to the API a minute, for all requests of this process together.</summary>
    public int ApiCallsPerMinute { get; set; } = 300;

    /// <summary>How long one call to the API may take.</summary>
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a call to the API is made, the first time included, when trouble may pass.</summary>
    public int ApiAttempts { get; set; } = 4;

    /// <summary>The names of <see cref="MeteredPlans"/>.</summary>
    internal IReadOnlyList<string> Metered => MeteredPlans.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The plans that are sold, each with its variant.</summary>
    internal IEnumerable<(string Tier, string Variant)> Sold => Variants.Where(pair => !string.IsNullOrWhiteSpace(pair.Value)).Select(pair => (pair.Key, pair.Value!.Trim()));
}
