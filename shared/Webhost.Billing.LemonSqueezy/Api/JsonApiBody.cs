using System.Text.Json.Nodes;

namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>Writes the documents of requests.</summary>
internal static class JsonApiBody
{
    /// <summary>A resource to make, with what it belongs to.</summary>
    public static JsonObject New(string type, JsonObject attributes, params ReadOnlySpan<(string Name, string Type, string Id)> relationships)
    {
        var related = new JsonObject();
        foreach (var (name, relatedType, id) in relationships)
        {
            related[name] = new JsonObject { ["data"] = new JsonObject { ["type"] = relatedType, ["id"] = id } };
        }

        return new JsonObject { ["data"] = new JsonObject { ["type"] = type, ["attributes"] = attributes, ["relationships"] = related } };
    }

    /// <summary>A change of a resource.</summary>
    public static JsonObject Change(string type, string id, JsonObject attributes) =>
        new() { ["data"] = new JsonObject { ["type"] = type, ["id"] = id, ["attributes"] = attributes } };
}
