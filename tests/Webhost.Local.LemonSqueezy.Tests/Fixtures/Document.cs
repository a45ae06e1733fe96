using System.Globalization;
using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests.Fixtures;

/// <summary>Documents that requests send.</summary>
internal static class Document
{
    public static JsonObject New(string type, JsonObject attributes, params (string Relation, string Type, long Id)[] relationships) => new()
    {
        ["data"] = new JsonObject
        {
            ["type"] = type,
            ["attributes"] = attributes,
            ["relationships"] = new JsonObject(relationships.Select(related => KeyValuePair.Create(related.Relation, (JsonNode?)new JsonObject
            {
                ["data"] = new JsonObject { ["type"] = related.Type, ["id"] = related.Id.ToString(CultureInfo.InvariantCulture) },
            }))),
        },
    };

    public static JsonObject Change(string type, string id, JsonObject attributes) =>
        new() { ["data"] = new JsonObject { ["type"] = type, ["id"] = id, ["attributes"] = attributes } };
}
