using System.Text.Json.Serialization;

namespace Webhost.Local.LemonSqueezy.Records;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Checkout))]
[JsonSerializable(typeof(ClockSetting))]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(DeliveryAttempt))]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(PaymentAttempt))]
[JsonSerializable(typeof(QueuedDelivery))]
[JsonSerializable(typeof(Sequences))]
[JsonSerializable(typeof(Subscription))]
[JsonSerializable(typeof(SubscriptionInvoice))]
[JsonSerializable(typeof(SubscriptionItem))]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(WebhookEvent))]
internal sealed partial class RecordsJson : JsonSerializerContext;
