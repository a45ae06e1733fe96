using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>How the API's objects are read: ids in attributes may be numbers or texts.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(SubscriptionAttributes))]
[JsonSerializable(typeof(InvoiceAttributes))]
[JsonSerializable(typeof(OrderAttributes))]
[JsonSerializable(typeof(CheckoutAttributes))]
internal sealed partial class ApiJson : JsonSerializerContext;
