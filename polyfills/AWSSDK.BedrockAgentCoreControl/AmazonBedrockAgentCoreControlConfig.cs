#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.RestJson;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.BedrockAgentCoreControl;

/// <summary>Settings of the client.</summary>
public partial class AmazonBedrockAgentCoreControlConfig : ClientConfig
{
    /// <summary>For the default chain of settings and credentials.</summary>
    public AmazonBedrockAgentCoreControlConfig()
        : base(new DefaultConfigurationProvider(RestDefaults.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "bedrock-agentcore";
        EndpointProvider = new RegionalEndpointProvider("bedrock-agentcore-control");
    }

    /// <summary>The service's id.</summary>
    public static new string ServiceId => "Bedrock AgentCore Control";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "bedrock-agentcore-control";

    /// <inheritdoc/>
    public override string ServiceVersion => "2023-06-05";

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Bedrock AgentCore Control", "4.0.100");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(RegionalEndpointResolver.ParametersOf(this, parameters.AlternateEndpoint));
}
