using Amazon.BedrockAgentCoreControl.Model;
using Amazon.RestJson;

namespace Amazon.BedrockAgentCoreControl.Internal;

/// <summary>The operations on the wire.</summary>
internal static class Operations
{
    private const string Runtime = "/runtimes/{agentRuntimeId}/";
    private const string Endpoint = "/runtimes/{agentRuntimeId}/runtime-endpoints/{endpointName}/";
    private static readonly RestService Service = new("Amazon.BedrockAgentCoreControl", "2023-06-05", ServiceErrors.Of);

    public static RestOperation<CreateAgentRuntimeRequest, CreateAgentRuntimeResponse> CreateAgentRuntime { get; } = new(
        Service,
        "PUT",
        "/runtimes/",
        (request, writer) =>
        {
            writer.Text("agentRuntimeName", request.AgentRuntimeName);
            writer.Object("agentRuntimeArtifact", request.AgentRuntimeArtifact, RuntimeJson.Write);
            writer.Text("roleArn", request.RoleArn);
            writer.Object("networkConfiguration", request.NetworkConfiguration, RuntimeJson.Write);
            writer.Object("protocolConfiguration", request.ProtocolConfiguration, RuntimeJson.Write);
            writer.Object("lifecycleConfiguration", request.LifecycleConfiguration, RuntimeJson.Write);
            writer.Object("capacityProviderConfiguration", request.CapacityProviderConfiguration, RuntimeJson.Write);
            writer.Object("requestHeaderConfiguration", request.RequestHeaderConfiguration, RuntimeJson.Write);
            writer.Map("environmentVariables", request.EnvironmentVariables);
            writer.Text("description", request.Description);
            writer.Text("platformVersion", request.PlatformVersion);
            writer.Map("tags", request.Tags);
            writer.Token(request.ClientToken);
        },
        body => new CreateAgentRuntimeResponse
        {
            AgentRuntimeArn = body.Text("agentRuntimeArn"),
            AgentRuntimeId = body.Text("agentRuntimeId"),
            AgentRuntimeVersion = body.Text("agentRuntimeVersion"),
            Status = body.Text("status"),
            WorkloadIdentityDetails = RuntimeJson.ReadIdentity(body),
        });

    public static RestOperation<UpdateAgentRuntimeRequest, UpdateAgentRuntimeResponse> UpdateAgentRuntime { get; } = new(
        Service,
        "PUT",
        Runtime,
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Object("agentRuntimeArtifact", request.AgentRuntimeArtifact, RuntimeJson.Write);
            writer.Text("roleArn", request.RoleArn);
            writer.Object("networkConfiguration", request.NetworkConfiguration, RuntimeJson.Write);
            writer.Object("protocolConfiguration", request.ProtocolConfiguration, RuntimeJson.Write);
            writer.Object("lifecycleConfiguration", request.LifecycleConfiguration, RuntimeJson.Write);
            writer.Object("metadataConfiguration", request.MetadataConfiguration, RuntimeJson.Write);
            writer.Object("capacityProviderConfiguration", request.CapacityProviderConfiguration, RuntimeJson.Write);
            writer.Object("requestHeaderConfiguration", request.RequestHeaderConfiguration, RuntimeJson.Write);
            writer.Map("environmentVariables", request.EnvironmentVariables);
            writer.Text("description", request.Description);
            writer.Text("platformVersion", request.PlatformVersion);
            writer.Token(request.ClientToken);
        },
        body => new UpdateAgentRuntimeResponse
        {
            AgentRuntimeArn = body.Text("agentRuntimeArn"),
            AgentRuntimeId = body.Text("agentRuntimeId"),
            AgentRuntimeVersion = body.Text("agentRuntimeVersion"),
            Status = body.Text("status"),
            WorkloadIdentityDetails = RuntimeJson.ReadIdentity(body),
        });

    public static RestOperation<GetAgentRuntimeRequest, GetAgentRuntimeResponse> GetAgentRuntime { get; } = new(
        Service,
        "GET",
        Runtime,
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Query("version", request.AgentRuntimeVersion);
        },
        RuntimeJson.ReadRuntime);

    public static RestOperation<DeleteAgentRuntimeRequest, DeleteAgentRuntimeResponse> DeleteAgentRuntime { get; } = new(
        Service,
        "DELETE",
        Runtime,
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Query("version", request.AgentRuntimeVersion);
            writer.Query("clientToken", request.ClientToken ?? Guid.NewGuid().ToString());
        },
        body => new DeleteAgentRuntimeResponse { AgentRuntimeId = body.Text("agentRuntimeId"), Status = body.Text("status") });

    public static RestOperation<ListAgentRuntimesRequest, ListAgentRuntimesResponse> ListAgentRuntimes { get; } = new(
        Service,
        "POST",
        "/runtimes/",
        (request, writer) =>
        {
            writer.Query("maxResults", request.MaxResults);
            writer.Query("nextToken", request.NextToken);
        },
        body => new ListAgentRuntimesResponse { AgentRuntimes = body.List("agentRuntimes", RuntimeJson.ReadSummary), NextToken = body.Text("nextToken") });

    public static RestOperation<ListAgentRuntimeVersionsRequest, ListAgentRuntimeVersionsResponse> ListAgentRuntimeVersions { get; } = new(
        Service,
        "POST",
        "/runtimes/{agentRuntimeId}/versions/",
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Query("maxResults", request.MaxResults);
            writer.Query("nextToken", request.NextToken);
        },
        body => new ListAgentRuntimeVersionsResponse { AgentRuntimes = body.List("agentRuntimes", RuntimeJson.ReadSummary), NextToken = body.Text("nextToken") });

    public static RestOperation<CreateAgentRuntimeEndpointRequest, CreateAgentRuntimeEndpointResponse> CreateAgentRuntimeEndpoint { get; } = new(
        Service,
        "PUT",
        "/runtimes/{agentRuntimeId}/runtime-endpoints/",
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Text("name", request.Name);
            writer.Text("agentRuntimeVersion", request.AgentRuntimeVersion);
            writer.Text("description", request.Description);
            writer.Map("tags", request.Tags);
            writer.Token(request.ClientToken);
        },
        body => new CreateAgentRuntimeEndpointResponse
        {
            AgentRuntimeEndpointArn = body.Text("agentRuntimeEndpointArn"),
            AgentRuntimeArn = body.Text("agentRuntimeArn"),
            TargetVersion = body.Text("targetVersion"),
            Status = body.Text("status"),
        });

    public static RestOperation<UpdateAgentRuntimeEndpointRequest, UpdateAgentRuntimeEndpointResponse> UpdateAgentRuntimeEndpoint { get; } = new(
        Service,
        "PUT",
        Endpoint,
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Path("endpointName", request.EndpointName);
            writer.Text("agentRuntimeVersion", request.AgentRuntimeVersion);
            writer.Text("description", request.Description);
            writer.Token(request.ClientToken);
        },
        body => new UpdateAgentRuntimeEndpointResponse
        {
            AgentRuntimeEndpointArn = body.Text("agentRuntimeEndpointArn"),
            AgentRuntimeArn = body.Text("agentRuntimeArn"),
            TargetVersion = body.Text("targetVersion"),
            LiveVersion = body.Text("liveVersion"),
            Status = body.Text("status"),
        });

    public static RestOperation<GetAgentRuntimeEndpointRequest, GetAgentRuntimeEndpointResponse> GetAgentRuntimeEndpoint { get; } = new(
        Service,
        "GET",
        Endpoint,
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Path("endpointName", request.EndpointName);
        },
        body => new GetAgentRuntimeEndpointResponse
        {
            AgentRuntimeEndpointArn = body.Text("agentRuntimeEndpointArn"),
            AgentRuntimeArn = body.Text("agentRuntimeArn"),
            TargetVersion = body.Text("targetVersion"),
            LiveVersion = body.Text("liveVersion"),
            Name = body.Text("name"),
            Description = body.Text("description"),
            FailureReason = body.Text("failureReason"),
            Status = body.Text("status"),
        });

    public static RestOperation<DeleteAgentRuntimeEndpointRequest, DeleteAgentRuntimeEndpointResponse> DeleteAgentRuntimeEndpoint { get; } = new(
        Service,
        "DELETE",
        Endpoint,
        (request, writer) =>
        {
            writer.Path("agentRuntimeId", request.AgentRuntimeId);
            writer.Path("endpointName", request.EndpointName);
            writer.Query("clientToken", request.ClientToken ?? Guid.NewGuid().ToString());
        },
        body => new DeleteAgentRuntimeEndpointResponse { Status = body.Text("status") });

    public static RestOperation<TagResourceRequest, TagResourceResponse> TagResource { get; } = new(
        Service,
        "POST",
        "/tags/{resourceArn}",
        (request, writer) =>
        {
            writer.Path("resourceArn", request.ResourceArn);
            writer.Map("tags", request.Tags);
        },
        _ => new TagResourceResponse());

    public static RestOperation<CreateApiKeyCredentialProviderRequest, CreateApiKeyCredentialProviderResponse> CreateApiKeyCredentialProvider { get; } = new(
        Service,
        "POST",
        "/identities/CreateApiKeyCredentialProvider",
        (request, writer) =>
        {
            writer.Text("name", request.Name);
            writer.Text("apiKey", request.ApiKey);
            writer.Map("tags", request.Tags);
        },
        body => new CreateApiKeyCredentialProviderResponse { Name = body.Text("name"), CredentialProviderArn = body.Text("credentialProviderArn") });

    public static RestOperation<UpdateApiKeyCredentialProviderRequest, UpdateApiKeyCredentialProviderResponse> UpdateApiKeyCredentialProvider { get; } = new(
        Service,
        "POST",
        "/identities/UpdateApiKeyCredentialProvider",
        (request, writer) =>
        {
            writer.Text("name", request.Name);
            writer.Text("apiKey", request.ApiKey);
        },
        body => new UpdateApiKeyCredentialProviderResponse { Name = body.Text("name"), CredentialProviderArn = body.Text("credentialProviderArn") });

    public static RestOperation<GetApiKeyCredentialProviderRequest, GetApiKeyCredentialProviderResponse> GetApiKeyCredentialProvider { get; } = new(
        Service,
        "POST",
        "/identities/GetApiKeyCredentialProvider",
        (request, writer) => writer.Text("name", request.Name),
        body => new GetApiKeyCredentialProviderResponse { Name = body.Text("name"), CredentialProviderArn = body.Text("credentialProviderArn") });

    public static RestOperation<DeleteApiKeyCredentialProviderRequest, DeleteApiKeyCredentialProviderResponse> DeleteApiKeyCredentialProvider { get; } = new(
        Service,
        "POST",
        "/identities/DeleteApiKeyCredentialProvider",
        (request, writer) => writer.Text("name", request.Name),
        _ => new DeleteApiKeyCredentialProviderResponse());
}
