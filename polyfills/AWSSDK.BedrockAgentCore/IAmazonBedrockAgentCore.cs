#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.BedrockAgentCore.Model;
using Amazon.Runtime;

namespace Amazon.BedrockAgentCore;

/// <summary>The client's operations.</summary>
public partial interface IAmazonBedrockAgentCore : IAmazonService, IDisposable
{
    /// <summary>Runs an agent. The answer is not buffered.</summary>
    Task<InvokeAgentRuntimeResponse> InvokeAgentRuntimeAsync(InvokeAgentRuntimeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Ends a session.</summary>
    Task<StopRuntimeSessionResponse> StopRuntimeSessionAsync(StopRuntimeSessionRequest request, CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonBedrockAgentCoreConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) => clientConfig is AmazonBedrockAgentCoreConfig config
        ? awsCredentials is null ? new AmazonBedrockAgentCoreClient(config) : new AmazonBedrockAgentCoreClient(awsCredentials, config)
        : throw new AmazonClientException("ClientConfig is not of type AmazonBedrockAgentCoreConfig to create AmazonBedrockAgentCoreClient");
}
