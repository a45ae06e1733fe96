using System.Text.Json;
using Amazon.BedrockAgentCoreControl.Model;
using Amazon.RestJson;

namespace Amazon.BedrockAgentCoreControl.Internal;

/// <summary>The parts of a runtime as JSON.</summary>
internal static class RuntimeJson
{
    public static void Write(AgentRuntimeArtifact artifact, Utf8JsonWriter writer)
    {
        writer.Object("codeConfiguration", artifact.CodeConfiguration, static (code, writer) =>
        {
            writer.Object("code", code.Code, static (place, writer) => writer.Object("s3", place.S3, static (location, writer) =>
            {
                writer.Text("bucket", location.Bucket);
                writer.Text("prefix", location.Prefix);
                writer.Text("versionId", location.VersionId);
            }));
            writer.Text("runtime", code.Runtime?.Value);
            writer.Texts("entryPoint", code.EntryPoint);
        });
        writer.Object("containerConfiguration", artifact.ContainerConfiguration, static (container, writer) => writer.Text("containerUri", container.ContainerUri));
    }

    public static void Write(NetworkConfiguration network, Utf8JsonWriter writer)
    {
        writer.Text("networkMode", network.NetworkMode?.Value);
        writer.Object("networkModeConfig", network.NetworkModeConfig, static (vpc, writer) =>
        {
            writer.Texts("securityGroups", vpc.SecurityGroups);
            writer.Texts("subnets", vpc.Subnets);
        });
    }

    public static void Write(ProtocolConfiguration protocol, Utf8JsonWriter writer) => writer.Text("serverProtocol", protocol.ServerProtocol?.Value);

    public static void Write(LifecycleConfiguration lifecycle, Utf8JsonWriter writer)
    {
        writer.Number("idleRuntimeSessionTimeout", lifecycle.IdleRuntimeSessionTimeout);
        writer.Number("maxLifetime", lifecycle.MaxLifetime);
    }

    public static void Write(RuntimeMetadataConfiguration metadata, Utf8JsonWriter writer) => writer.Flag("requireMMDSV2", metadata.RequireMMDSV2);

    public static void Write(CapacityProviderConfiguration capacity, Utf8JsonWriter writer) => writer.Text("capacityProviderArn", capacity.CapacityProviderArn);

    public static void Write(RequestHeaderConfiguration headers, Utf8JsonWriter writer) => writer.Texts("requestHeaderAllowlist", headers.RequestHeaderAllowlist);

    public static AgentRuntime ReadSummary(JsonElement element) => new()
    {
        AgentRuntimeArn = element.Text("agentRuntimeArn"),
        AgentRuntimeId = element.Text("agentRuntimeId"),
        AgentRuntimeName = element.Text("agentRuntimeName"),
        AgentRuntimeVersion = element.Text("agentRuntimeVersion"),
        Description = element.Text("description"),
        Status = element.Text("status"),
    };

    public static GetAgentRuntimeResponse ReadRuntime(JsonElement element) => new()
    {
        AgentRuntimeArn = element.Text("agentRuntimeArn"),
        AgentRuntimeId = element.Text("agentRuntimeId"),
        AgentRuntimeName = element.Text("agentRuntimeName"),
        AgentRuntimeVersion = element.Text("agentRuntimeVersion"),
        Description = element.Text("description"),
        Status = element.Text("status"),
        FailureReason = element.Text("failureReason"),
        RoleArn = element.Text("roleArn"),
        PlatformVersion = element.Text("platformVersion"),
        EnvironmentVariables = element.Map("environmentVariables"),
        AgentRuntimeArtifact = element.Object("agentRuntimeArtifact", ReadArtifact),
        NetworkConfiguration = element.Object("networkConfiguration", ReadNetwork),
        LifecycleConfiguration = element.Object("lifecycleConfiguration", value => new LifecycleConfiguration
        {
            IdleRuntimeSessionTimeout = value.Number("idleRuntimeSessionTimeout"),
            MaxLifetime = value.Number("maxLifetime"),
        }),
        MetadataConfiguration = element.Object("metadataConfiguration", value => new RuntimeMetadataConfiguration { RequireMMDSV2 = value.Flag("requireMMDSV2") }),
        WorkloadIdentityDetails = ReadIdentity(element),
    };

    public static WorkloadIdentityDetails? ReadIdentity(JsonElement element) =>
        element.Object("workloadIdentityDetails", value => new WorkloadIdentityDetails { WorkloadIdentityArn = value.Text("workloadIdentityArn") });

    private static AgentRuntimeArtifact ReadArtifact(JsonElement element) => new()
    {
        CodeConfiguration = element.Object("codeConfiguration", code => new CodeConfiguration
        {
            Code = code.Object("code", place => new Code
            {
                S3 = place.Object("s3", location => new S3Location { Bucket = location.Text("bucket"), Prefix = location.Text("prefix"), VersionId = location.Text("versionId") }),
            }),
            Runtime = code.Text("runtime"),
            EntryPoint = code.List("entryPoint", part => part.GetString()!),
        }),
        ContainerConfiguration = element.Object("containerConfiguration", container => new ContainerConfiguration { ContainerUri = container.Text("containerUri") }),
    };

    private static NetworkConfiguration ReadNetwork(JsonElement element) => new()
    {
        NetworkMode = element.Text("networkMode"),
        NetworkModeConfig = element.Object("networkModeConfig", vpc => new VpcConfig
        {
            SecurityGroups = vpc.List("securityGroups", group => group.GetString()!),
            Subnets = vpc.List("subnets", subnet => subnet.GetString()!),
        }),
    };
}
