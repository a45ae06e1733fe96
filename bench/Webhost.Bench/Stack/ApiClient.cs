using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Webhost.Contracts.Agents;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Artifacts;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Json;

namespace Webhost.Bench.Stack;

/// <summary>The control plane's API, as its users call it.</summary>
internal sealed class ApiClient(Uri address, string credential) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http = new()
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", credential) },
    };

    public Task<Agent> CreateAgentAsync(Sample sample, CancellationToken cancellationToken) =>
        PostAsync<CreateAgentRequest, Agent>("/v1/agents", new CreateAgentRequest { Name = sample.Name, RuntimeProvider = sample.Runtime }, cancellationToken);

    /// <summary>A key that may only invoke.</summary>
    public async Task<string> CreateKeyAsync(CancellationToken cancellationToken) =>
        (await PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "bench", Scopes = ["invoke"] }, cancellationToken)).Key;

    /// <summary>Uploads an archive, deploys it, and waits until it is active.</summary>
    public async Task<Deployment> DeployAsync(string agentId, byte[] archive, CancellationToken cancellationToken)
    {
        using ByteArrayContent content = new(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        ArtifactUploaded upload = await ReadAsync<ArtifactUploaded>(await _http.PostAsync($"/v1/agents/{agentId}/artifacts", content, cancellationToken), cancellationToken);
        CreateDeploymentRequest request = new() { Artifact = new ArtifactReference { Type = "uploaded_bundle", UploadId = upload.UploadId } };
        DeploymentAccepted accepted = await PostAsync<CreateDeploymentRequest, DeploymentAccepted>($"/v1/agents/{agentId}/deployments", request, cancellationToken);
        while (true)
        {
            Deployment deployment = await ReadAsync<Deployment>(await _http.GetAsync($"/v1/deployments/{accepted.DeploymentId}", cancellationToken), cancellationToken);
            if (deployment.Status == DeploymentStatus.Active)
                return deployment;
            if (deployment.Status != DeploymentStatus.Deploying)
                throw new InvalidOperationException($"The deployment is {deployment.Status}: {deployment.Error?.Message}");
            await Task.Delay(Poll, cancellationToken);
        }
    }

    public Task<Deployment> RollBackAsync(string agentId, string deploymentId, CancellationToken cancellationToken) =>
        PostAsync<RollbackRequest, Deployment>($"/v1/agents/{agentId}/rollback", new RollbackRequest { DeploymentId = deploymentId }, cancellationToken);

    /// <summary>Invokes until a deployment answers.</summary>
    public async Task InvokeUntilAsync(string agentId, string deploymentId, CancellationToken cancellationToken)
    {
        InvokeRequest request = new() { Input = new InvokeInput { Prompt = "hello" } };
        while ((await PostAsync<InvokeRequest, InvokeResponse>($"/v1/invoke/{agentId}", request, cancellationToken)).DeploymentId != deploymentId)
            await Task.Delay(Poll, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> PostAsync<TBody, T>(string path, TBody body, CancellationToken cancellationToken)
    {
        using JsonContent content = JsonContent.Create(body, TypeInfo<TBody>());
        return await ReadAsync<T>(await _http.PostAsync(path, content, cancellationToken), cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using (answer)
        {
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(text, TypeInfo<T>())!
                : throw new InvalidOperationException($"{(int)answer.StatusCode} {answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {text}");
        }
    }

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)ApiJsonContext.Default.Options.GetTypeInfo(typeof(T));
}
