using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Runtime.Internal.Auth;
using Webhost.Bench.Measuring;
using Webhost.Bench.Stack;

namespace Webhost.Bench.AgentCore;

/// <summary>The local AgentCore, called without the platform: by signed invocations, and by its own switches.</summary>
internal sealed class LocalAgentCore : IDisposable
{
    private const string Region = "us-east-1";
    private const string AccountId = "123456789012";
    private const string Service = "bedrock-agentcore";
    private const string SessionHeader = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";
    private const int ShortestSession = 33;

    // Longer than a session may idle.
    private const int IdleSeconds = 901;

    private readonly string _keyId;
    private readonly string _secret;
    private readonly HttpClient _http;

    private LocalAgentCore(Uri address, string keyId, string secret, string adminKey)
    {
        Address = address;
        _keyId = keyId;
        _secret = secret;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", adminKey) } };
    }

    public Uri Address { get; }

    /// <summary>The one of a stack.</summary>
    public static async Task<LocalAgentCore> OfAsync(LocalStack stack, StackSettings settings, CancellationToken cancellationToken) => new(
        settings.Address("AgentCore"),
        await stack.StateAsync("agentcore/access-key-id", cancellationToken),
        await stack.StateAsync("agentcore/secret-access-key", cancellationToken),
        await stack.StateAsync("agentcore/admin.key", cancellationToken));

    /// <summary>A signed invocation, good for five minutes.</summary>
    /// <param name="runtimeId">The runtime.</param>
    /// <param name="session">The session: any name.</param>
    /// <param name="prompt">What is said.</param>
    /// <param name="events">Whether the answer is wanted as events.</param>
    public HttpCall Invoke(string runtimeId, string session, string prompt, bool events)
    {
        string path = $"/runtimes/{runtimeId}/invocations";
        string query = $"accountId={AccountId}&qualifier=live";
        string body = JsonSerializer.Serialize(new { prompt, stream = events });
        DateTime at = DateTime.UtcNow;
        string date = at.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string canonical = $"POST\n{path}\n{query}\nhost:{Address.Authority}\nx-amz-date:{date}\n\nhost;x-amz-date\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        AWS4SigningResult signed = AWS4Signer.ComputeSignature(_keyId, _secret, Region, at, Service, "host;x-amz-date", canonical);
        return HttpCall.Post(
            $"{path}?{query}",
            body,
            $"X-Amz-Date: {date}",
            $"Authorization: AWS4-HMAC-SHA256 Credential={_keyId}/{at:yyyyMMdd}/{Region}/{Service}/aws4_request, SignedHeaders=host;x-amz-date, Signature={signed.Signature}",
            $"Accept: {(events ? "text/event-stream, application/json" : "application/json")}",
            $"{SessionHeader}: {session.PadRight(ShortestSession, '-')}");
    }

    /// <summary>The open sessions: their runtimes and first processes.</summary>
    public async Task<IReadOnlyList<(string RuntimeId, int Process)>> SessionsAsync(CancellationToken cancellationToken)
    {
        JsonElement answer = await _http.GetFromJsonAsync<JsonElement>("/local/sessions", cancellationToken);
        return [.. answer.GetProperty("sessions").EnumerateArray().Select(session => (session.GetProperty("runtimeId").GetString()!, session.GetProperty("process").GetInt32()))];
    }

    /// <summary>The level at which sessions are apart from each other.</summary>
    public async Task<string> IsolationAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<JsonElement>("/local/sessions", cancellationToken)).GetProperty("isolation").GetString()!;

    /// <summary>Lets all sessions idle for too long, and answers when they have ended.</summary>
    public async Task EndSessionsAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync("/local/clock", new { seconds = IdleSeconds }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
