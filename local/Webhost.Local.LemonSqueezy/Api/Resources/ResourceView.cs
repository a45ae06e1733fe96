using System.Globalization;
using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Pages;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary>What resources are shown with: the records at one moment, the products, and the addresses of pages.</summary>
internal sealed record ResourceView(SandboxData Data, ProductCatalog Catalog, SignedLinks Links)
{
    public const string Currency = "USD";

    /// <summary>A time as the API writes it: always with six digits of fractions, which are always 0.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000000Z'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } value ? Time(value) : null;

    /// <summary>A status in title case: <c>past_due</c> is <c>Past due</c>.</summary>
    public static string Formatted(string status) => string.Concat(status[..1].ToUpperInvariant(), status[1..].Replace('_', ' '));

    public static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
