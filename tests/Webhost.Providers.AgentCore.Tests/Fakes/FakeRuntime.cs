using System.Text.Json.Nodes;

namespace Webhost.Providers.AgentCore.Tests.Fakes;

/// <summary>A runtime in <see cref="FakeAws"/>.</summary>
internal sealed class FakeRuntime(string id, string name, string token)
{
    public string Id => id;

    public string Name => name;

    /// <summary>The client's token that it was made with.</summary>
    public string Token => token;

    public string Arn => $"arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/{id}";

    public List<FakeVersion> Versions { get; } = [];

    /// <summary>What the endpoint <c>live</c> serves; null when there is none.</summary>
    public string? LiveVersion { get; set; }

    public FakeVersion? Find(string? version) =>
        version is null ? Versions[^1] : Versions.Find(item => item.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) == version);

    public JsonObject Summary(FakeVersion version) => new()
    {
        ["agentRuntimeArn"] = Arn,
        ["agentRuntimeId"] = id,
        ["agentRuntimeName"] = name,
        ["agentRuntimeVersion"] = version.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["description"] = version.Request["description"]?.GetValue<string>(),
        ["status"] = version.Status,
    };

    /// <summary>What is told of a version; each look brings one that is being made nearer to its end.</summary>
    public JsonObject Read(FakeVersion version, string? failureReason)
    {
        if (version.Status is "CREATING" or "UPDATING" && version.LooksLeft-- <= 0)
        {
            version.Status = failureReason is null ? "READY" : version.Status is "CREATING" ? "CREATE_FAILED" : "UPDATE_FAILED";
        }

        var told = Summary(version);
        told["failureReason"] = version.Status.EndsWith("FAILED", StringComparison.Ordinal) ? failureReason : null;
        told["agentRuntimeArtifact"] = version.Request["agentRuntimeArtifact"]?.DeepClone();
        told["metadataConfiguration"] = version.Request["metadataConfiguration"]?.DeepClone();
        return told;
    }
}
