using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary>The resources of the API.</summary>
internal static class ResourceCatalog
{
    private static readonly Dictionary<string, ResourceKind> Kinds = new ResourceKind[]
    {
        StoreResource.Kind, ProductResource.Kind, VariantResource.Kind, PriceResource.Kind, CheckoutResource.Kind, CustomerResource.Kind,
        OrderResource.Kind, OrderItemResource.Kind, SubscriptionResource.Kind, SubscriptionInvoiceResource.Kind, SubscriptionItemResource.Kind,
        UsageRecordResource.Kind, WebhookResource.Kind,
        // Named by relationships; the store has none.
        None("files"), None("discounts"), None("discount-redemptions"), None("license-keys"), None("license-key-instances"),
    }.ToDictionary(kind => kind.Type, StringComparer.Ordinal);

    public static ResourceKind? Find(string type) => Kinds.GetValueOrDefault(type);

    /// <summary>A type that relationships name.</summary>
    public static ResourceKind Get(string type) => Kinds[type];

    /// <summary>A resource object.</summary>
    /// <param name="kind">Its type.</param>
    /// <param name="record">The record.</param>
    /// <param name="view">What it is shown with.</param>
    /// <param name="linked">Relationships whose members are named in it.</param>
    public static JsonObject Show(ResourceKind kind, IRecord record, ResourceView view, IReadOnlyCollection<string>? linked = null)
    {
        var id = kind.IdOf(record);
        var self = Address(view, kind.Type, id);
        var relationships = new JsonObject();
        foreach (var name in kind.RelationNames)
        {
            var relationship = new JsonObject { ["links"] = new JsonObject { ["related"] = $"{self}/{name}", ["self"] = $"{self}/relationships/{name}" } };
            if (linked?.Contains(name) == true)
                relationship["data"] = Linkage(kind, record, name, view);
            relationships[name] = relationship;
        }

        return new JsonObject
        {
            ["type"] = kind.Type,
            ["id"] = id,
            ["attributes"] = kind.Attributes(record, view),
            ["relationships"] = relationships,
            ["links"] = new JsonObject { ["self"] = self },
        };
    }

    /// <summary>The members of a relationship, by type and id.</summary>
    public static JsonNode? Linkage(ResourceKind kind, IRecord record, string relation, ResourceView view)
    {
        var (type, isMany, records) = kind.Related(record, relation, view);
        var identifiers = records.Select(related => (JsonNode)new JsonObject { ["type"] = type, ["id"] = Get(type).IdOf(related) }).ToArray();
        return isMany ? new JsonArray(identifiers) : identifiers.FirstOrDefault();
    }

    public static string Address(ResourceView view, string type, string id) => $"{view.Links.Origin}/v1/{type}/{id}";

    private static ResourceKind<Customer> None(string type) => new(type, _ => [], (_, _) => []);
}
