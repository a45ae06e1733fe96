using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>A resource of a JSON:API document.</summary>
/// <typeparam name="T">Its attributes.</typeparam>
internal sealed record Resource<T>(string Id, T Attributes)
    where T : class
{
    /// <summary>Reads a resource object; false when it is none, or its attributes are not what they should be.</summary>
    public static bool TryRead(JsonElement element, JsonTypeInfo<T> attributesType, [NotNullWhen(true)] out Resource<T>? resource)
    {
        resource = null;
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("id", out var id) || !element.TryGetProperty("attributes", out var attributes))
        {
            return false;
        }

        try
        {
            if (TextOf(id) is { Length: > 0 } known && attributes.Deserialize(attributesType) is { } read)
            {
                resource = new Resource<T>(known, read);
            }
        }
        catch (JsonException)
        {
            // Told by the result.
        }

        return resource is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{typeof(T).Name} {Id}";

    private static string? TextOf(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.String => id.GetString(),
        JsonValueKind.Number => id.GetRawText(),
        _ => null,
    };
}
