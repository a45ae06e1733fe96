#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.BedrockAgentCore.Internal;
using Amazon.BedrockAgentCore.Model;
using Amazon.RestJson;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.BedrockAgentCore;

/// <summary>The service's client. Safe to share between threads.</summary>
public partial class AmazonBedrockAgentCoreClient : AmazonServiceClient, IAmazonBedrockAgentCore
{
    private static readonly IServiceMetadata _metadata = new RestServiceMetadata(AmazonBedrockAgentCoreConfig.ServiceId);

    /// <summary>With credentials of the default chain, for a region.</summary>
    public AmazonBedrockAgentCoreClient(RegionEndpoint region)
        : base(new AmazonBedrockAgentCoreConfig { RegionEndpoint = region })
    {
    }

    /// <summary>With credentials of the default chain.</summary>
    public AmazonBedrockAgentCoreClient(AmazonBedrockAgentCoreConfig config)
        : base(config)
    {
    }

    /// <summary>With credentials.</summary>
    public AmazonBedrockAgentCoreClient(AWSCredentials credentials, AmazonBedrockAgentCoreConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <summary>With a key.</summary>
    public AmazonBedrockAgentCoreClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonBedrockAgentCoreConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    /// <summary>With a key of a session.</summary>
    public AmazonBedrockAgentCoreClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonBedrockAgentCoreConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => _metadata;

    /// <inheritdoc/>
    public virtual Task<InvokeAgentRuntimeResponse> InvokeAgentRuntimeAsync(InvokeAgentRuntimeRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<InvokeAgentRuntimeResponse>(request, Operations.InvokeAgentRuntime, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<StopRuntimeSessionResponse> StopRuntimeSessionAsync(StopRuntimeSessionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<StopRuntimeSessionResponse>(request, Operations.StopRuntimeSession, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4SchemeHandler());
    }
}
