using System.Text;
using System.Text.RegularExpressions;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>What the control plane accepts.</summary>
internal static partial class RuntimeRules
{
    public const int MostTags = 50;
    public const int MostRuntimes = 1000;
    public const int MostVersions = 1000;
    public const int MostEndpoints = 10;
    private const int ZipEnvironmentBytes = 1536;
    private const int ContainerEnvironmentBytes = 2560;
    private const int OldEnvironmentBytes = 4096;
    private const int LeastSeconds = 60;
    private const int MostSeconds = 28_800;
    private const int UsualIdleSeconds = 900;
    private const int MostSubnets = 16;
    public static readonly IReadOnlyList<string> Runtimes = ["PYTHON_3_10", "PYTHON_3_11", "PYTHON_3_12", "PYTHON_3_13", "PYTHON_3_14", "NODE_22"];
    private static readonly string[] Protocols = ["HTTP", "MCP", "A2A", "AGUI"];
    private static readonly string[] Platforms = ["V1", "V2"];

    public static string Name(JsonBody body, string field) =>
        body.Required(field) is var name && NamePattern().IsMatch(name)
            ? name
            : throw AwsException.Validation(field, $"Value '{name}' at '{field}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][a-zA-Z0-9_]{{0,47}}");

    /// <summary>A client's token for calling again.</summary>
    public static string? ClientToken(string? token) =>
        token is null or { Length: >= 33 and <= 256 } ? token : throw AwsException.Validation("clientToken", "clientToken must have from 33 to 256 characters.");

    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
            return new Dictionary<string, string>(StringComparer.Ordinal);
        if (tags.Count > MostTags)
            throw AwsException.Validation("tags", $"A resource has at most {MostTags} tags.");
        if (tags.Any(tag => tag.Key.Length is 0 or > 128 || tag.Value.Length > 256 || tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)))
            throw AwsException.Validation("tags", "A tag's key has from 1 to 128 characters and does not begin with 'aws:'; its value has at most 256.");
        return tags;
    }

    /// <summary>Checks what a version is made of.</summary>
    public static void Check(JsonBody body)
    {
        if (!RolePattern().IsMatch(body.Required("roleArn")))
            throw AwsException.Validation("roleArn", "roleArn must be the ARN of an IAM role.");
        var isZip = Artifact(body.Object("agentRuntimeArtifact") ?? throw AwsException.Validation("agentRuntimeArtifact", "agentRuntimeArtifact is missing."));
        Environment(body.Map("environmentVariables"), isZip, body.Text("platformVersion"));
        Network(body.Object("networkConfiguration") ?? throw AwsException.Validation("networkConfiguration", "networkConfiguration is missing."));
        Lifecycle(body.Object("lifecycleConfiguration"));
        if (body.Object("protocolConfiguration")?.Text("serverProtocol") is { } protocol && !Protocols.Contains(protocol, StringComparer.Ordinal))
            throw AwsException.Validation("protocolConfiguration.serverProtocol", $"serverProtocol must be one of {string.Join(", ", Protocols)}.");
        if (body.Text("platformVersion") is { } platform && !Platforms.Contains(platform, StringComparer.Ordinal))
            throw AwsException.Validation("platformVersion", "platformVersion must be V1 or V2.");
        body.Object("metadataConfiguration")?.Flag("requireMMDSV2");
        _ = body.Object("requestHeaderConfiguration")?.Texts("requestHeaderAllowlist");
        _ = body.Text("description", 1200);
    }

    // Whether it is code in a zip; else it is an image.
    private static bool Artifact(JsonBody artifact)
    {
        var (code, container) = (artifact.Object("codeConfiguration"), artifact.Object("containerConfiguration"));
        if ((code is null) == (container is null))
            throw AwsException.Validation("agentRuntimeArtifact", "agentRuntimeArtifact must hold either codeConfiguration or containerConfiguration.");
        if (container is not null)
        {
            if (!ImagePattern().IsMatch(container.Required("containerUri")))
                throw AwsException.Validation("agentRuntimeArtifact.containerConfiguration.containerUri", "containerUri must name an image of Amazon ECR.");
            return false;
        }

        if (!Runtimes.Contains(code!.Required("runtime"), StringComparer.Ordinal))
            throw AwsException.Validation("agentRuntimeArtifact.codeConfiguration.runtime", $"runtime must be one of {string.Join(", ", Runtimes)}.");
        if (code.Texts("entryPoint") is not { Count: 1 or 2 } entryPoint || entryPoint.Any(part => part.Length is 0 or > 128))
            throw AwsException.Validation("agentRuntimeArtifact.codeConfiguration.entryPoint", "entryPoint must hold one or two texts of 1 to 128 characters.");
        var s3 = code.Object("code")?.Object("s3") ?? throw AwsException.Validation("agentRuntimeArtifact.codeConfiguration.code.s3", "code.s3 is missing.");
        _ = (s3.Required("bucket"), s3.Required("prefix", 1024));
        return true;
    }

    private static void Environment(IReadOnlyDictionary<string, string>? variables, bool isZip, string? platform)
    {
        if (variables is null)
            return;
        if (variables.Count > 50 || variables.Keys.Any(name => name.Length is 0 or > 100))
            throw AwsException.Validation("environmentVariables", "There are at most 50 environment variables, whose names have from 1 to 100 characters.");
        if (variables.Any(variable => variable.Key.AsSpan().ContainsAny('=', '\0') || variable.Value.Contains('\0', StringComparison.Ordinal)))
            throw AwsException.Validation("environmentVariables", "A variable's name holds no '=', and neither it nor the value a null character.");
        // Who names no platform gets the first.
        var most = platform is not "V2" ? OldEnvironmentBytes : isZip ? ZipEnvironmentBytes : ContainerEnvironmentBytes;
        var bytes = variables.Sum(variable => Encoding.UTF8.GetByteCount(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value));
        if (bytes > most)
            throw AwsException.Validation("environmentVariables", $"The environment variables have {bytes} bytes together, at most {most} are allowed.");
    }

    private static void Network(JsonBody network)
    {
        switch (network.Required("networkMode"))
        {
            case "PUBLIC":
                return;
            case "VPC":
                var vpc = network.Object("networkModeConfig") ?? throw AwsException.Validation("networkConfiguration.networkModeConfig", "networkModeConfig is missing, which VPC needs.");
                foreach (var name in new[] { "subnets", "securityGroups" })
                {
                    if (vpc.Texts(name) is not { Count: >= 1 and <= MostSubnets })
                        throw AwsException.Validation($"networkConfiguration.networkModeConfig.{name}", $"{name} must hold from 1 to {MostSubnets} ids.");
                }

                return;
            default:
                throw AwsException.Validation("networkConfiguration.networkMode", "networkMode must be PUBLIC or VPC.");
        }
    }

    private static void Lifecycle(JsonBody? lifecycle)
    {
        var idle = lifecycle?.Number("idleRuntimeSessionTimeout", LeastSeconds, MostSeconds) ?? UsualIdleSeconds;
        var most = lifecycle?.Number("maxLifetime", LeastSeconds, MostSeconds) ?? MostSeconds;
        if (idle > most)
            throw AwsException.Validation("lifecycleConfiguration", "idleRuntimeSessionTimeout must not be greater than maxLifetime.");
    }

    [GeneratedRegex(@"\A[a-zA-Z][a-zA-Z0-9_]{0,47}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\Aarn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RolePattern();

    [GeneratedRegex(@"\A([0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com|public\.ecr\.aws)/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9._-]{1,128}|@sha256:[0-9a-f]{64})?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ImagePattern();
}
