#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.BedrockAgentCoreControl.Internal;
using Amazon.BedrockAgentCoreControl.Model;
using Amazon.RestJson;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>The service's client. Safe to share between threads.</summary>
public partial class AmazonBedrockAgentCoreControlClient : AmazonServiceClient, IAmazonBedrockAgentCoreControl
{
    private static readonly IServiceMetadata _metadata = new RestServiceMetadata(AmazonBedrockAgentCoreControlConfig.ServiceId);

    /// <summary>With credentials of the default chain, for a region.</summary>
    public AmazonBedrockAgentCoreControlClient(RegionEndpoint region)
        : base(new AmazonBedrockAgentCoreControlConfig { RegionEndpoint = region })
    {
    }

    /// <summary>With credentials of the default chain.</summary>
    public AmazonBedrockAgentCoreControlClient(AmazonBedrockAgentCoreControlConfig config)
        : base(config)
    {
    }

    /// <summary>With credentials.</summary>
    public AmazonBedrockAgentCoreControlClient(AWSCredentials credentials, AmazonBedrockAgentCoreControlConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <summary>With a key.</summary>
    public AmazonBedrockAgentCoreControlClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonBedrockAgentCoreControlConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    /// <summary>With a key of a session.</summary>
    public AmazonBedrockAgentCoreControlClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonBedrockAgentCoreControlConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => _metadata;

    /// <inheritdoc/>
    public virtual Task<CreateAgentRuntimeResponse> CreateAgentRuntimeAsync(CreateAgentRuntimeRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateAgentRuntimeResponse>(request, Operations.CreateAgentRuntime, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdateAgentRuntimeResponse> UpdateAgentRuntimeAsync(UpdateAgentRuntimeRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UpdateAgentRuntimeResponse>(request, Operations.UpdateAgentRuntime, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetAgentRuntimeResponse> GetAgentRuntimeAsync(GetAgentRuntimeRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetAgentRuntimeResponse>(request, Operations.GetAgentRuntime, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteAgentRuntimeResponse> DeleteAgentRuntimeAsync(DeleteAgentRuntimeRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DeleteAgentRuntimeResponse>(request, Operations.DeleteAgentRuntime, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListAgentRuntimesResponse> ListAgentRuntimesAsync(ListAgentRuntimesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListAgentRuntimesResponse>(request, Operations.ListAgentRuntimes, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListAgentRuntimeVersionsResponse> ListAgentRuntimeVersionsAsync(ListAgentRuntimeVersionsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListAgentRuntimeVersionsResponse>(request, Operations.ListAgentRuntimeVersions, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreateAgentRuntimeEndpointResponse> CreateAgentRuntimeEndpointAsync(CreateAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateAgentRuntimeEndpointResponse>(request, Operations.CreateAgentRuntimeEndpoint, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdateAgentRuntimeEndpointResponse> UpdateAgentRuntimeEndpointAsync(UpdateAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UpdateAgentRuntimeEndpointResponse>(request, Operations.UpdateAgentRuntimeEndpoint, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetAgentRuntimeEndpointResponse> GetAgentRuntimeEndpointAsync(GetAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetAgentRuntimeEndpointResponse>(request, Operations.GetAgentRuntimeEndpoint, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteAgentRuntimeEndpointResponse> DeleteAgentRuntimeEndpointAsync(DeleteAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DeleteAgentRuntimeEndpointResponse>(request, Operations.DeleteAgentRuntimeEndpoint, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<TagResourceResponse>(request, Operations.TagResource, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreateApiKeyCredentialProviderResponse> CreateApiKeyCredentialProviderAsync(CreateApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateApiKeyCredentialProviderResponse>(request, Operations.CreateApiKeyCredentialProvider, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdateApiKeyCredentialProviderResponse> UpdateApiKeyCredentialProviderAsync(UpdateApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UpdateApiKeyCredentialProviderResponse>(request, Operations.UpdateApiKeyCredentialProvider, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetApiKeyCredentialProviderResponse> GetApiKeyCredentialProviderAsync(GetApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetApiKeyCredentialProviderResponse>(request, Operations.GetApiKeyCredentialProvider, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteApiKeyCredentialProviderResponse> DeleteApiKeyCredentialProviderAsync(DeleteApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DeleteApiKeyCredentialProviderResponse>(request, Operations.DeleteApiKeyCredentialProvider, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4SchemeHandler());
    }
}
