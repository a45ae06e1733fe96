using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Artifacts;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Json;

namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>The API as a stranger uses it: HTTP and the wire types.</summary>
public sealed class ApiClient(Uri address, string? credential) : IDisposable
{
    private static readonly TimeSpan DeployPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(90);

    public HttpClient Http { get; } = new()
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(100),
        DefaultRequestHeaders = { Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential) },
    };

    public string? Credential => credential;

    public void Dispose() => Http.Dispose();

    public ApiClient With(string? otherCredential) => new(address, otherCredential);

    /// <summary>The same caller at another control plane.</summary>
    public ApiClient At(Uri otherAddress) => new(otherAddress, credential);

    public async Task<T> GetAsync<T>(string path) => await ReadAsync<T>(await Http.GetAsync(path));

    public async Task<T> PostAsync<TBody, T>(string path, TBody body) => await ReadAsync<T>(await SendAsync(HttpMethod.Post, path, body));

    public async Task<HttpResponseMessage> SendAsync<TBody>(HttpMethod method, string path, TBody body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, TypeInfo<TBody>()) };
        return await Http.SendAsync(request);
    }

    /// <summary>The error of an answer that must have one.</summary>
    public static async Task<ErrorBody> ErrorAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        var error = JsonSerializer.Deserialize(text, TypeInfo<ErrorEnvelope>())!.Error;
        Assert.NotEmpty(error.Message);
        Assert.NotEmpty(error.TraceId);
        return error;
    }

    public Task<Agent> CreateAgentAsync(string name = "agent", IReadOnlyDictionary<string, string>? env = null, string runtime = "cloudflare") =>
        PostAsync<CreateAgentRequest, Agent>("/v1/agents", new CreateAgentRequest { Name = name, RuntimeProvider = runtime, Env = env });

    public async Task<HttpResponseMessage> UploadAsync(string agentId, byte[] archive, string mediaType = "application/zip")
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return await Http.PostAsync($"/v1/agents/{agentId}/artifacts", content);
    }

    public async Task<DeploymentAccepted> StartDeploymentAsync(string agentId, byte[] archive, bool queue = false)
    {
        var upload = await ReadAsync<ArtifactUploaded>(await UploadAsync(agentId, archive));
        return await PostAsync<CreateDeploymentRequest, DeploymentAccepted>($"/v1/agents/{agentId}/deployments", Request(upload.UploadId, queue));
    }

    public static CreateDeploymentRequest Request(string uploadId, bool queue = false) =>
        new() { Artifact = new ArtifactReference { Type = "uploaded_bundle", UploadId = uploadId }, Queue = queue };

    /// <summary>Deploys and waits for the end, whatever it is.</summary>
    public async Task<Deployment> TryDeployAsync(string agentId, byte[] archive)
    {
        var accepted = await StartDeploymentAsync(agentId, archive);
        return await EndOfAsync(accepted.DeploymentId);
    }

    public Task<Deployment> EndOfAsync(string deploymentId) => Eventually.ValueAsync(
        async () => await GetAsync<Deployment>($"/v1/deployments/{deploymentId}") is { Status: not DeploymentStatus.Deploying } ended ? ended : null, $"the end of {deploymentId}", DeployPatience);

    /// <summary>Deploys and expects success.</summary>
    public async Task<Deployment> DeployAsync(string agentId, byte[] archive)
    {
        var deployment = await TryDeployAsync(agentId, archive);
        Assert.True(deployment.Status == DeploymentStatus.Active, $"{deployment.Status}: {deployment.Error?.Message}\n{string.Join('\n', deployment.LastLogLines ?? [])}");
        return deployment;
    }

    public Task<HttpResponseMessage> TryInvokeAsync(string agentId, string prompt, string? sessionId = null) =>
        SendAsync(HttpMethod.Post, $"/v1/invoke/{agentId}", new InvokeRequest { Input = new InvokeInput { Prompt = prompt }, SessionId = sessionId });

    public async Task<InvokeResponse> InvokeAsync(string agentId, string prompt, string? sessionId = null) => await ReadAsync<InvokeResponse>(await TryInvokeAsync(agentId, prompt, sessionId));

    /// <summary>An invocation whose answer is not waited for.</summary>
    public async Task<AsyncInvocationAccepted> InvokeLaterAsync(string agentId, string prompt) => await ReadAsync<AsyncInvocationAccepted>(await TryInvokeLaterAsync(agentId, prompt));

    public async Task<HttpResponseMessage> TryInvokeLaterAsync(string agentId, string prompt, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/invoke/{agentId}")
        {
            Content = JsonContent.Create(new InvokeRequest { Input = new InvokeInput { Prompt = prompt } }, TypeInfo<InvokeRequest>()),
            Headers = { { "Prefer", "respond-async" } },
        };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return await Http.SendAsync(request);
    }

    /// <summary>The end of an asynchronous invocation, whatever it is.</summary>
    public Task<AsyncInvocation> EndOfAsync(AsyncInvocationAccepted accepted) => Eventually.ValueAsync(
        async () => await GetAsync<AsyncInvocation>(accepted.StatusUrl) is { EndedAt: not null } ended ? ended : null, $"the end of {accepted.InvocationId}", AnswerPatience);

    /// <summary>The events of a streamed invocation.</summary>
    public async Task<List<(string Event, JsonElement Data)>> StreamAsync(string agentId, string prompt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/invoke/{agentId}")
        {
            Content = JsonContent.Create(new InvokeRequest { Input = new InvokeInput { Prompt = prompt } }, TypeInfo<InvokeRequest>()),
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/event-stream") } },
        };
        return [.. (await EventsAsync(request)).Select(item => (item.EventType, JsonDocument.Parse(item.Data).RootElement.Clone()))];
    }

    /// <summary>The events of a stream, to its end.</summary>
    public async Task<IReadOnlyList<SseItem<string>>> EventsAsync(HttpRequestMessage request)
    {
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        return await SseParser.Create(stream).EnumerateAsync().ToListAsync();
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {text}");
        return JsonSerializer.Deserialize(text, TypeInfo<T>())!;
    }

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)ApiJsonContext.Default.Options.GetTypeInfo(typeof(T));
}
