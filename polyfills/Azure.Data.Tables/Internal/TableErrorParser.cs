using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables.Internal;

/// <summary>Reads the service's OData error: its code, its message and, for a transaction, the index in front of the message.</summary>
internal sealed class TableErrorParser : RequestFailedDetailsParser
{
    public const string FailedIndexKey = "FailedEntity";

    public static TableErrorParser Instance { get; } = new();

    public override bool TryParse(Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        error = null;
        data = null;
        if (response.ContentStream is null || response.Content.ToMemory() is not { IsEmpty: false } content)
            return false;

        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("odata.error", out var details))
                return false;

            var code = details.TryGetProperty("code", out var codeElement) ? codeElement.GetString() : null;
            var message = details.TryGetProperty("message", out var messageElement) ? Message(messageElement) : null;
            if (FailedIndex(message) is { } index)
                data = new Dictionary<string, string>(StringComparer.Ordinal) { [FailedIndexKey] = index.ToString(CultureInfo.InvariantCulture) };

            error = new ResponseError(code, message);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Message(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.TryGetProperty("value", out var value) ? value.GetString() : null,
        JsonValueKind.String => element.GetString(),
        _ => null,
    };

    // "3:The specified entity already exists." in the answer to a transaction means its fourth action.
    private static int? FailedIndex(string? message) =>
        message?.IndexOf(':', StringComparison.Ordinal) is { } colon and > 0 and < 4
        && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
}
