using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime.Internal.Auth;

namespace Webhost.Local.AgentCore.Tests.Fixtures;

/// <summary>Requests to the emulator that are signed here, so that a test can sign them wrongly.</summary>
internal sealed class SignedClient(Uri address) : IDisposable
{
    private static readonly string Agents = RepositoryRoot.Combine("tests", "agentcore", "agents");
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    public static string Session(string name) => $"session-{name}-".PadRight(40, '0');

    /// <summary>Sends a request. Each part of the signature can be another than the right one.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, byte[]? body = null, SignedAs? signing = null, IReadOnlyDictionary<string, string>? headers = null)
    {
        signing ??= new SignedAs();
        var at = signing.At ?? DateTime.UtcNow;
        var date = at.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (target, string.Empty) : (target[..question], target[(question + 1)..]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(signing.SignedBody ?? body ?? []));
        var isS3 = signing.Service is "s3";
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = address.Authority, ["x-amz-date"] = date };
        if (isS3)
            signed["x-amz-content-sha256"] = hash;
        if (signing.Token is { } token)
            signed["x-amz-security-token"] = token;
        var canonicalPath = isS3 ? path : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var canonicalQuery = string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Contains('=', StringComparison.Ordinal) ? part : $"{part}=").Order(StringComparer.Ordinal));
        var canonical = $"{method}\n{canonicalPath}\n{canonicalQuery}\n{string.Concat(signed.Select(header => $"{header.Key}:{header.Value}\n"))}\n{string.Join(';', signed.Keys)}\n{hash}";
        var result = AWS4Signer.ComputeSignature(signing.KeyId, signing.Secret, signing.Region, at, signing.Service, string.Join(';', signed.Keys), canonical);

        using var request = new HttpRequestMessage(method, new Uri($"{address.Scheme}://{address.Authority}{signing.SentTarget ?? target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Content = body is null ? null : new ByteArrayContent(body);
        foreach (var (name, value) in signed.Where(header => header.Key is not "host"))
            request.Headers.TryAddWithoutValidation(name, value);
        foreach (var (name, value) in headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
            request.Headers.TryAddWithoutValidation(name, value);
        if (signing.IsSigned)
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={signing.KeyId}/{at:yyyyMMdd}/{signing.Region}/{signing.Service}/aws4_request, SignedHeaders={string.Join(';', signed.Keys)}, Signature={result.Signature}");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonNode> JsonAsync(HttpMethod method, string target, object? body = null)
    {
        using var response = await SendAsync(method, target, body is null ? null : System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync()) ?? new JsonObject();
    }

    /// <summary>A runtime of one of the agents in <c>tests/agentcore/agents</c>, or of another folder, that can be called.</summary>
    public async Task<string> RuntimeAsync(string name, string agent = "probe", object? lifecycle = null, IReadOnlyDictionary<string, string>? variables = null, string entryPoint = "main.py")
    {
        var zip = await AgentZip.OfAsync(Path.IsPathRooted(agent) ? agent : Path.Combine(Agents, agent));
        using (var put = await SendAsync(HttpMethod.Put, $"/code/{name}.zip", zip, new SignedAs { Service = "s3" }))
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var settings = new
        {
            agentRuntimeName = name,
            agentRuntimeArtifact = new { codeConfiguration = new { code = new { s3 = new { bucket = "code", prefix = $"{name}.zip" } }, runtime = entryPoint.EndsWith(".js", StringComparison.Ordinal) ? "NODE_22" : "PYTHON_3_12", entryPoint = new[] { entryPoint } } },
            roleArn = "arn:aws:iam::123456789012:role/agents",
            networkConfiguration = new { networkMode = "PUBLIC" },
            lifecycleConfiguration = lifecycle ?? new { },
            environmentVariables = variables ?? new Dictionary<string, string>(StringComparer.Ordinal),
            metadataConfiguration = new { requireMMDSV2 = true },
        };
        var id = (string)(await JsonAsync(HttpMethod.Put, "/runtimes/", settings))["agentRuntimeId"]!;
        await ReadyAsync(id);
        await JsonAsync(HttpMethod.Put, $"/runtimes/{id}/", settings);
        await ReadyAsync(id);
        return id;
    }

    public Task<HttpResponseMessage> InvokeAsync(string id, string session, object body, SignedAs? signing = null) => SendAsync(
        HttpMethod.Post, $"/runtimes/{Uri.EscapeDataString($"arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/{id}")}/invocations", Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(body)), signing,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"] = Session(session) });

    /// <summary>Stops a session by its whole id.</summary>
    public Task<HttpResponseMessage> StopAsync(string id, string sessionId) => SendAsync(
        HttpMethod.Post, $"/runtimes/{id}/stopruntimesession?accountId=123456789012", [], headers: new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"] = sessionId });

    /// <summary>What an agent answers.</summary>
    public async Task<JsonNode> AskAsync(string id, string session, object body)
    {
        using var response = await InvokeAsync(id, session, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        // The web's usual options would take names that differ in case for the same.
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public void Dispose() => _http.Dispose();

    private Task ReadyAsync(string id) => Eventually.TrueAsync(async () =>
    {
        var runtime = await JsonAsync(HttpMethod.Get, $"/runtimes/{id}/");
        Assert.Null((string?)runtime["failureReason"]);
        return (string)runtime["status"]! is "READY";
    }, "a runtime that is ready");
}

/// <summary>How a request is signed.</summary>
internal sealed record SignedAs
{
    public string Service { get; init; } = "bedrock-agentcore";

    public string Region { get; init; } = "us-east-1";

    public string KeyId { get; init; } = TestEmulator.AccessKeyId;

    public string Secret { get; init; } = TestEmulator.SecretAccessKey;

    public string? Token { get; init; }

    public DateTime? At { get; init; }

    /// <summary>Another body than the one that is sent.</summary>
    public byte[]? SignedBody { get; init; }

    /// <summary>Another target than the one that is signed.</summary>
    public string? SentTarget { get; init; }

    public bool IsSigned { get; init; } = true;
}
