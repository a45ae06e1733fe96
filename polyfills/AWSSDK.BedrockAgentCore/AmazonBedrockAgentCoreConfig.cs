#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.RestJson;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.BedrockAgentCore;

/// <summary>Settings of the client.</summary>
public partial class AmazonBedrockAgentCoreConfig : ClientConfig
{
    /// <summary>For the default chain of settings and credentials.</summary>
    public AmazonBedrockAgentCoreConfig()
        : base(new DefaultConfigurationProvider(RestDefaults.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "bedrock-agentcore";
        EndpointProvider = new RegionalEndpointProvider("bedrock-agentcore");
    }

    /// <summary>The service's id.</summary>
    public static new string ServiceId => "Bedrock AgentCore";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "bedrock-agentcore";

    /// <inheritdoc/>
    public override string ServiceVersion => "2024-02-28";

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Bedrock AgentCore", "4.0.100");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(RegionalEndpointResolver.ParametersOf(this, parameters.AlternateEndpoint));
}
