using System.Text.Json.Nodes;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>The settings of a version, as sessions need them.</summary>
internal sealed class VersionSettings(JsonObject settings)
{
    /// <summary>The members that a version keeps of the call that made it.</summary>
    public static readonly IReadOnlyList<string> Members =
    [
        "agentRuntimeArtifact", "roleArn", "networkConfiguration", "description", "authorizerConfiguration", "requestHeaderConfiguration", "protocolConfiguration", "lifecycleConfiguration",
        "metadataConfiguration", "environmentVariables", "filesystemConfigurations", "capacityProviderConfiguration", "platformVersion",
    ];

    private const int UsualIdleSeconds = 900;
    private const int UsualMaxLifetime = 28_800;

    public bool IsContainer => settings["agentRuntimeArtifact"]?["containerConfiguration"] is not null;

    /// <summary>What it speaks with its agent.</summary>
    public string Protocol => settings["protocolConfiguration"]?["serverProtocol"]?.GetValue<string>() ?? "HTTP";

    public string Bucket => Code["code"]!["s3"]!["bucket"]!.GetValue<string>();

    public string Key => Code["code"]!["s3"]!["prefix"]!.GetValue<string>();

    public string Runtime => Code["runtime"]!.GetValue<string>();

    public bool IsNode => Runtime.StartsWith("NODE", StringComparison.Ordinal);

    /// <summary>The file that is run.</summary>
    public string EntryFile => Code["entryPoint"]!.AsArray()[^1]!.GetValue<string>();

    public bool RequiresMmdsV2 => settings["metadataConfiguration"]?["requireMMDSV2"]?.GetValue<bool>() is true;

    public TimeSpan Idle => TimeSpan.FromSeconds(settings["lifecycleConfiguration"]?["idleRuntimeSessionTimeout"]?.GetValue<int>() ?? UsualIdleSeconds);

    public TimeSpan MaxLifetime => TimeSpan.FromSeconds(settings["lifecycleConfiguration"]?["maxLifetime"]?.GetValue<int>() ?? UsualMaxLifetime);

    public IReadOnlyDictionary<string, string> Environment =>
        settings["environmentVariables"]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal) ?? [];

    /// <summary>Headers of a caller that the agent may see.</summary>
    public IReadOnlyList<string> AllowedHeaders =>
        settings["requestHeaderConfiguration"]?["requestHeaderAllowlist"]?.AsArray().Select(name => name!.GetValue<string>()).ToList() ?? [];

    private JsonNode Code => settings["agentRuntimeArtifact"]!["codeConfiguration"]!;
}
