namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>The names of resources over all of AWS.</summary>
internal sealed class Arns(string region, string accountId)
{
    private readonly string _root = $"arn:aws:bedrock-agentcore:{region}:{accountId}:";

    public string AccountId => accountId;

    public string Runtime(string id) => $"{_root}runtime/{id}";

    public string Endpoint(string runtimeId, string name) => $"{_root}runtime/{runtimeId}/runtime-endpoint/{name}";

    public string WorkloadIdentity(string name) => $"{_root}workload-identity-directory/default/workload-identity/{name}";

    public string CredentialProvider(string name) => $"{_root}token-vault/default/apikeycredentialprovider/{name}";

    public string Memory(string id) => $"{_root}memory/{id}";

    public string Secret(string name) => $"arn:aws:secretsmanager:{region}:{accountId}:secret:bedrock-agentcore-identity!default/apikey/{name}";

    /// <summary>What follows the account in an ARN of this account and region; null for another one.</summary>
    public string? Resource(string arn) => arn.StartsWith(_root, StringComparison.Ordinal) ? arn[_root.Length..] : null;

    /// <summary>The id of the runtime that an ARN, or of an endpoint of it, names.</summary>
    public string? RuntimeId(string arn) => Resource(arn)?.Split('/') is ["runtime", { Length: > 0 } id, ..] ? id : null;
}
