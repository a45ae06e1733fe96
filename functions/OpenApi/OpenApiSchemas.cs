using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Webhost.Contracts;
using Webhost.Functions.Http;

namespace Webhost.Functions.OpenApi;

/// <summary>Gathers the schemas of the types that operations name.</summary>
internal sealed class OpenApiSchemas
{
    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (_, node) => WithoutRequiredNulls(node),
    };

    private readonly SortedDictionary<string, JsonNode> schemas = new(StringComparer.Ordinal);

    /// <summary>A reference to the schema of a type.</summary>
    public JsonObject Reference(Type type)
    {
        var name = NameOf(type);
        if (!schemas.ContainsKey(name))
        {
            schemas[name] = ApiJson.SchemaOptions.GetJsonSchemaAsNode(type, Options);
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    /// <summary>All schemas by name.</summary>
    public JsonObject ToJson()
    {
        var all = new JsonObject();
        foreach (var (name, schema) in schemas)
        {
            all[name] = schema.DeepClone();
        }

        return all;
    }

    /// <summary>What is null is left out of answers: no client may count on it, whatever a constructor asks for.</summary>
    private static JsonNode WithoutRequiredNulls(JsonNode node)
    {
        if (node is JsonObject schema && schema["required"] is JsonArray required && schema["properties"] is JsonObject properties)
        {
            foreach (var name in required.Where(name => IsNullable(properties[name!.GetValue<string>()])).ToArray())
            {
                required.Remove(name);
            }
        }

        return node;
    }

    private static bool IsNullable(JsonNode? schema) => schema is JsonObject member && member["type"] is JsonArray types && types.Any(type => type?.GetValue<string>() is "null");

    private static string NameOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Page<>) ? $"{type.GetGenericArguments()[0].Name}Page" : type.Name;
}
