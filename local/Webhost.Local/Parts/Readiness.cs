using System.Net;
using System.Text.Json;

namespace Webhost.Local.Parts;

/// <summary>Asks services whether they are ready. Each probe answers null when it is, or what it still waits for.</summary>
internal static class Readiness
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Ready when it answers at all.</summary>
    public static async Task<string?> AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return null;
        }
        catch (Exception exception) when (IsNotThere(exception, cancellationToken))
        {
            return "its port";
        }
    }

    /// <summary>Ready when it answers 200; otherwise its own word of what is missing, where it gives one.</summary>
    public static async Task<string?> IsOkAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(address, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? null : Failing(await response.Content.ReadAsStringAsync(cancellationToken)) ?? $"a 200, it answers {(int)response.StatusCode}";
        }
        catch (Exception exception) when (IsNotThere(exception, cancellationToken))
        {
            return "its port";
        }
    }

    /// <summary>The failing checks of a control plane's readiness.</summary>
    internal static string? Failing(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var failing = document.RootElement.GetProperty("checks").EnumerateObject()
                .Where(check => !check.Value.GetProperty("ok").GetBoolean())
                .Select(check => check.Value.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? $"{check.Name} ({message.GetString()})" : check.Name);
            return string.Join(", ", failing) is { Length: > 0 } text ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsNotThere(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
