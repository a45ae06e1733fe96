using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Reads what both places answer alike.</summary>
internal static class ScriptAnswers
{
    public static (ScriptState? State, ApiError? Error) ToState(ApiAnswer answer, Func<JsonElement, JsonElement> findScript)
    {
        if (answer.Error is { } error)
        {
            return (State: null, AbsenceIsFine(error));
        }

        var script = answer.Result.ValueKind == JsonValueKind.Object ? findScript(answer.Result) : default;
        var tag = script.ValueKind == JsonValueKind.Object && script.TryGetProperty("migration_tag", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return (new ScriptState(string.IsNullOrEmpty(tag) ? null : tag), Error: null);
    }

    public static (IReadOnlyList<string> Names, ApiError? Error) ToNames(ApiAnswer answer)
    {
        if (answer.Error is { } error)
        {
            return ([], error);
        }

        return answer.Result.ValueKind == JsonValueKind.Array
            ? ([.. answer.Result.EnumerateArray().Select(NameOf).OfType<string>()], Error: null)
            : ([], Error: null);
    }

    public static ApiError? AbsenceIsFine(ApiError? error) => error is { IsMissing: true } ? null : error;

    private static string? NameOf(JsonElement item) =>
        item.TryGetProperty("id", out var id) ? id.GetString()
        : item.TryGetProperty("script", out var script) && script.TryGetProperty("id", out var inner) ? inner.GetString()
        : null;
}
