namespace Webhost.Providers.AgentCore;

/// <summary>The section <c>AgentCore</c>. Without it the runtime is off; with a part of it the start fails and names what is missing.</summary>
public sealed class AgentCoreOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "AgentCore";

    /// <summary>The AWS region that agents run in.</summary>
    public string Region { get; set; } = string.Empty;

    /// <summary>The AWS account that agents run in.</summary>
    public string AccountId { get; set; } = string.Empty;

    /// <summary>The role that agents run with.</summary>
    public string ExecutionRoleArn { get; set; } = string.Empty;

    /// <summary>The bucket that built archives are kept in.</summary>
    public string Bucket { get; set; } = string.Empty;

    /// <summary>What the keys of built archives begin with.</summary>
    public string KeyPrefix { get; set; } = "webhost/";

    /// <summary>An access key; the SDK's chain of credentials (environment, profile, instance) when empty.</summary>
    public string AccessKeyId { get; set; } = string.Empty;

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public string SecretAccessKey { get; set; } = string.Empty;

    /// <summary>The role that the platform takes on for its calls; none when empty.</summary>
    public string AssumeRoleArn { get; set; } = string.Empty;

    /// <summary>The external id that <see cref="AssumeRoleArn"/> asks for.</summary>
    public string ExternalId { get; set; } = string.Empty;

    /// <summary>The address of AgentCore, control and data plane; the region's own when empty.</summary>
    public string ServiceUrl { get; set; } = string.Empty;

    /// <summary>The address of S3; the region's own when empty.</summary>
    public string S3ServiceUrl { get; set; } = string.Empty;

    /// <summary>The address of STS; the region's own when empty.</summary>
    public string StsServiceUrl { get; set; } = string.Empty;

    /// <summary>The version of AgentCore's platform: V1 or V2. Limits of variables follow from it.</summary>
    public string PlatformVersion { get; set; } = "V1";

    /// <summary>The Python of agents that name none.</summary>
    public string DefaultPython { get; set; } = "PYTHON_3_13";

    /// <summary>The processor that packages with machine code must be made for: <c>arm64</c>, which is AWS's, or <c>x86_64</c>, which a local AgentCore's may be.</summary>
    public string Architecture { get; set; } = "arm64";

    /// <summary>Whether agents may be container images.</summary>
    public bool ContainerImages { get; set; } = true;

    /// <summary>Subnets of a VPC, parted by spaces; agents run in the public network when empty.</summary>
    public string Subnets { get; set; } = string.Empty;

    /// <summary>Security groups of the VPC, parted by spaces.</summary>
    public string SecurityGroups { get; set; } = string.Empty;

    /// <summary>Instances of the account itself that agents run on, which decide their processors and memory; AgentCore's own (2 vCPU, 8 GB a session) when empty.</summary>
    public string CapacityProviderArn { get; set; } = string.Empty;

    /// <summary>How long a session may be idle.</summary>
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lives at most.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>The longest invocation.</summary>
    public TimeSpan MaximumInvocation { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one call to an AWS API may take, its repetitions included.</summary>
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a call to an AWS API is repeated when trouble may pass.</summary>
    public int ApiRetries { get; set; } = 4;

    /// <summary>Whether a new version is started once, in a session of its own, before it serves anybody: what does not start fails its deployment.</summary>
    public bool StartCheck { get; set; } = true;

    /// <summary>How long a runtime or an endpoint may take to become ready.</summary>
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an invocation waits for a session that is being made or unmade, or for AWS to take requests again.</summary>
    public TimeSpan InvokePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer of an agent in bytes, streamed or not.</summary>
    public int MaximumOutputBytes { get; set; } = 8 * 1024 * 1024;

    internal IReadOnlyList<string> SubnetIds => Words(Subnets);

    internal IReadOnlyList<string> SecurityGroupIds => Words(SecurityGroups);

    private static string[] Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
