#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.BedrockAgentCoreControl.Model;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>The client's operations.</summary>
public partial interface IAmazonBedrockAgentCoreControl : IAmazonService, IDisposable
{
    /// <summary>Makes a runtime.</summary>
    Task<CreateAgentRuntimeResponse> CreateAgentRuntimeAsync(CreateAgentRuntimeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a new version of a runtime.</summary>
    Task<UpdateAgentRuntimeResponse> UpdateAgentRuntimeAsync(UpdateAgentRuntimeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a runtime or a version.</summary>
    Task<GetAgentRuntimeResponse> GetAgentRuntimeAsync(GetAgentRuntimeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a runtime or a version.</summary>
    Task<DeleteAgentRuntimeResponse> DeleteAgentRuntimeAsync(DeleteAgentRuntimeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists runtimes.</summary>
    Task<ListAgentRuntimesResponse> ListAgentRuntimesAsync(ListAgentRuntimesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists versions.</summary>
    Task<ListAgentRuntimeVersionsResponse> ListAgentRuntimeVersionsAsync(ListAgentRuntimeVersionsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes an endpoint.</summary>
    Task<CreateAgentRuntimeEndpointResponse> CreateAgentRuntimeEndpointAsync(CreateAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default);

    /// <summary>Pins an endpoint to a version.</summary>
    Task<UpdateAgentRuntimeEndpointResponse> UpdateAgentRuntimeEndpointAsync(UpdateAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads an endpoint.</summary>
    Task<GetAgentRuntimeEndpointResponse> GetAgentRuntimeEndpointAsync(GetAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes an endpoint.</summary>
    Task<DeleteAgentRuntimeEndpointResponse> DeleteAgentRuntimeEndpointAsync(DeleteAgentRuntimeEndpointRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets tags.</summary>
    Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a provider of a key.</summary>
    Task<CreateApiKeyCredentialProviderResponse> CreateApiKeyCredentialProviderAsync(CreateApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a provider another key.</summary>
    Task<UpdateApiKeyCredentialProviderResponse> UpdateApiKeyCredentialProviderAsync(UpdateApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a provider of a key.</summary>
    Task<GetApiKeyCredentialProviderResponse> GetApiKeyCredentialProviderAsync(GetApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a provider of a key.</summary>
    Task<DeleteApiKeyCredentialProviderResponse> DeleteApiKeyCredentialProviderAsync(DeleteApiKeyCredentialProviderRequest request, CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonBedrockAgentCoreControlConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) => clientConfig is AmazonBedrockAgentCoreControlConfig config
        ? awsCredentials is null ? new AmazonBedrockAgentCoreControlClient(config) : new AmazonBedrockAgentCoreControlClient(awsCredentials, config)
        : throw new AmazonClientException("ClientConfig is not of type AmazonBedrockAgentCoreControlConfig to create AmazonBedrockAgentCoreControlClient");
}
