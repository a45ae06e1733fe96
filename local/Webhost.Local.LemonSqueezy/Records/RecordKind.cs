using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>How the records of one type are kept.</summary>
/// <param name="name">Their name in the store.</param>
/// <param name="firstId">The first id; each kind counts in a range of its own, so that a mix-up of ids shows.</param>
internal abstract class RecordKind(string name, long firstId)
{
    public static readonly IReadOnlyList<RecordKind> All =
    [
        new RecordKind<Checkout>("checkout", 1, RecordsJson.Default.Checkout),
        new RecordKind<ClockSetting>("clock", 1, RecordsJson.Default.ClockSetting),
        new RecordKind<Customer>("customer", 30001, RecordsJson.Default.Customer),
        new RecordKind<DeliveryAttempt>("attempt", 1, RecordsJson.Default.DeliveryAttempt),
        new RecordKind<Fault>("fault", 1, RecordsJson.Default.Fault),
        new RecordKind<Order>("order", 40001, RecordsJson.Default.Order),
        new RecordKind<PaymentAttempt>("payment", 1, RecordsJson.Default.PaymentAttempt),
        new RecordKind<QueuedDelivery>("delivery", 1, RecordsJson.Default.QueuedDelivery),
        new RecordKind<Sequences>("sequences", 1, RecordsJson.Default.Sequences),
        new RecordKind<Subscription>("subscription", 50001, RecordsJson.Default.Subscription),
        new RecordKind<SubscriptionInvoice>("invoice", 60001, RecordsJson.Default.SubscriptionInvoice),
        new RecordKind<SubscriptionItem>("item", 70001, RecordsJson.Default.SubscriptionItem),
        new RecordKind<UsageRecord>("usage", 80001, RecordsJson.Default.UsageRecord),
        new RecordKind<Webhook>("webhook", 90001, RecordsJson.Default.Webhook),
        new RecordKind<WebhookEvent>("event", 1, RecordsJson.Default.WebhookEvent),
    ];

    private static readonly Dictionary<Type, RecordKind> ByType = All.ToDictionary(kind => kind.Type);

    public string Name => name;

    public long FirstId => firstId;

    protected abstract Type Type { get; }

    public static RecordKind Of<T>()
        where T : class, IRecord => ByType[typeof(T)];

    public abstract string Write(IRecord record);

    /// <summary>Adds a record that was read from the disk.</summary>
    public abstract SandboxData Read(SandboxData data, string body);
}

/// <inheritdoc />
internal sealed class RecordKind<T>(string name, long firstId, JsonTypeInfo<T> json) : RecordKind(name, firstId)
    where T : class, IRecord
{
    protected override Type Type => typeof(T);

    public override string Write(IRecord record) => JsonSerializer.Serialize((T)record, json);

    public override SandboxData Read(SandboxData data, string body) => data.With(JsonSerializer.Deserialize(body, json) ?? throw new JsonException("The record is null."));
}
