using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Accounts;

/// <summary>The identity provider's webhooks as Clerk sends them: through Svix, with its headers and signatures.</summary>
internal sealed class IdentityWebhook(LocalStack stack)
{
    private readonly HttpClient http = new() { BaseAddress = stack.ControlPlane };

    /// <summary>What Clerk says of a user who was deleted.</summary>
    public static byte[] Deleted(string subject) =>
        Encoding.UTF8.GetBytes($$"""{"data": {"deleted": true, "id": "{{subject}}", "object": "user"}, "event_attributes": {"http_request": {"client_ip": "127.0.0.1"} }, "object": "event", "timestamp": 1661861640000, "type": "user.deleted"}""");

    /// <summary>Sends an event with its signature, or with another.</summary>
    public async Task<HttpResponseMessage> SendAsync(byte[] body, string prefix = "svix-", string? signature = null, DateTimeOffset? sentAt = null)
    {
        var (id, seconds) = ("msg_1", (sentAt ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var secret = (await File.ReadAllTextAsync(Path.Combine(stack.StateDirectory, "identity", "webhook-secret"))).Trim();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body];
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/identity/webhooks") { Content = content };
        request.Headers.Add($"{prefix}id", id);
        request.Headers.Add($"{prefix}timestamp", seconds);
        request.Headers.Add($"{prefix}signature", signature ?? $"v1,AAAA v1,{Convert.ToBase64String(hash)}");
        return await http.SendAsync(request);
    }
}
