using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests.Fixtures;

/// <summary>Calls an API with a key, in JSON.</summary>
internal sealed class JsonClient(Uri baseAddress, string key, string mediaType) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = baseAddress };

    public Task<(int Status, JsonNode Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, body: null);

    public Task<(int Status, JsonNode Body)> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    public Task<(int Status, JsonNode Body)> PatchAsync(string path, JsonNode body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<(int Status, JsonNode Body)> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, body: null);

    public async Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var response = await SendRawAsync(method, path, body?.ToJsonString());
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject());
    }

    /// <summary>Sends any text as the body, with headers replaced.</summary>
    public async Task<HttpResponseMessage> SendRawAsync(HttpMethod method, string path, string? body, string? contentType = null, string? accept = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType ?? mediaType));
        request.Headers.TryAddWithoutValidation("Accept", accept ?? mediaType);
        request.Headers.TryAddWithoutValidation("Authorization", authorization ?? $"Bearer {key}");
        return await _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();
}
