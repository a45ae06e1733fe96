using System.Net.Mail;
using System.Text.Json;
using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Products;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>The options and data of a new checkout: checked, and completed as a read answers them.</summary>
internal sealed class CheckoutInput
{
    private static readonly string[] Flags = ["embed", "media", "logo", "desc", "discount", "skip_trial", "subscription_preview", "dark"];
    private static readonly string[] OffUnlessAsked = ["embed", "skip_trial", "dark"];

    private static readonly string[] Colors =
    [
        "background_color", "headings_color", "primary_text_color", "secondary_text_color", "links_color", "borders_color", "checkbox_color",
        "active_state_color", "button_color", "button_text_color", "terms_privacy_color",
    ];

    private readonly JsonObject _product;
    private readonly JsonObject _options;
    private readonly JsonObject _data;

    public CheckoutInput(Body body)
    {
        _product = body.Object("product_options");
        _options = body.Object("checkout_options");
        _data = body.Object("checkout_data");
        Email = Body.Text(_data["email"]);
        RedirectUrl = Body.Text(_product["redirect_url"]);
        if (Email is { Length: > 0 } && !MailAddress.TryCreate(Email, out _))
            body.Add("The checkout_data.email must be a valid email address.", "checkout_data/email");
        if (RedirectUrl is { Length: > 0 } && !IsWeb(RedirectUrl))
            body.Add("The product_options.redirect_url must be a valid URL.", "product_options/redirect_url");
        if (_data["custom"] is not (null or JsonObject or JsonArray { Count: 0 }))
            body.Add("The checkout_data.custom must be an object.", "checkout_data/custom");
        foreach (var flag in Flags.Where(flag => _options[flag] is { } value && value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)))
            body.Add($"The checkout_options.{flag} field must be true or false.", $"checkout_options/{flag}");
        foreach (var item in Quantities)
        {
            if (Body.Number((item as JsonObject)?["variant_id"]) is null || Body.Number((item as JsonObject)?["quantity"]) is null or < 1)
                body.Add("Each of checkout_data.variant_quantities must have a variant_id and a quantity of at least 1.", "checkout_data/variant_quantities");
        }
    }

    public string? Email { get; }

    public string? Name => Body.Text(_data["name"]);

    public string? RedirectUrl { get; }

    public bool SkipTrial => _options["skip_trial"]?.GetValue<bool>() ?? false;

    /// <summary>What webhooks will carry: the custom data with every value as a string.</summary>
    public string? CustomData => _data["custom"] is JsonObject { Count: > 0 } custom ? AsStrings(custom)!.ToJsonString() : null;

    private IEnumerable<JsonNode?> Quantities => _data["variant_quantities"] as JsonArray ?? [];

    public long QuantityOf(long variantId) =>
        Quantities.Where(item => Body.Number(item!["variant_id"]) == variantId).Select(item => Body.Number(item!["quantity"])).FirstOrDefault() ?? 1;

    public JsonObject ProductOptions(Variant variant) => new()
    {
        ["name"] = Body.Text(_product["name"]) ?? "",
        ["description"] = Body.Text(_product["description"]) ?? "",
        ["media"] = _product["media"]?.DeepClone() ?? new JsonArray(),
        ["redirect_url"] = RedirectUrl ?? "",
        ["receipt_button_text"] = Body.Text(_product["receipt_button_text"]) ?? "",
        ["receipt_link_url"] = Body.Text(_product["receipt_link_url"]) ?? "",
        ["receipt_thank_you_note"] = Body.Text(_product["receipt_thank_you_note"]) ?? "",
        ["enabled_variants"] = _product["enabled_variants"]?.DeepClone() ?? new JsonArray(variant.Id),
        ["confirmation_title"] = Body.Text(_product["confirmation_title"]) ?? "",
        ["confirmation_message"] = Body.Text(_product["confirmation_message"]) ?? "",
        ["confirmation_button_text"] = Body.Text(_product["confirmation_button_text"]) ?? "",
    };

    public JsonObject CheckoutOptions()
    {
        var options = new JsonObject { ["quantity"] = 1 };
        foreach (var flag in Flags)
            options[flag] = _options[flag]?.GetValue<bool>() ?? !OffUnlessAsked.Contains(flag, StringComparer.Ordinal);
        foreach (var color in Colors)
            options[color] = Body.Text(_options[color]) ?? "";
        return options;
    }

    public JsonObject CheckoutData() => new()
    {
        ["email"] = Email ?? "",
        ["name"] = Name ?? "",
        ["billing_address"] = _data["billing_address"]?.DeepClone() ?? new JsonArray(),
        ["tax_number"] = Body.Text(_data["tax_number"]) ?? "",
        ["discount_code"] = Body.Text(_data["discount_code"]) ?? "",
        ["custom"] = _data["custom"]?.DeepClone() ?? new JsonArray(),
        ["variant_quantities"] = new JsonArray([.. Quantities.Select(item => item!.DeepClone())]),
    };

    private static bool IsWeb(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);

    private static JsonNode? AsStrings(JsonNode? value) => value switch
    {
        null => null,
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, AsStrings(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(AsStrings)]),
        _ when value.GetValueKind() is JsonValueKind.String => value.DeepClone(),
        // A flag is 1 or 0 on its way through a form.
        _ when value.GetValueKind() is JsonValueKind.True => "1",
        _ when value.GetValueKind() is JsonValueKind.False => "0",
        _ => value.ToJsonString(),
    };
}
