using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Identity;

/// <summary>API-key credential providers, workload identities and their tokens.</summary>
internal sealed partial class IdentityRoutes(RecordFiles<ProviderRecord> providers, RecordFiles<WorkloadRecord> workloads, RuntimeStore runtimes, KeyCipher cipher, WorkloadTokens tokens, Arns arns, TimeProvider time)
{
    private const int LongestKey = 65_536;
    private const int MostItems = 20;
    private const string External = "EXTERNAL";

    public async Task CreateProviderAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var (name, tags) = (Name(body, 1, 128), RuntimeRules.Tags(body.Map("tags")));
        var made = await providers.ChangeAsync(name, old => old is null
            ? Keep(body, new ProviderRecord { Name = name, CreatedAt = time.GetUtcNow(), LastUpdatedAt = time.GetUtcNow(), Tags = tags })
            : throw AwsException.Conflict($"The credential provider '{name}' already exists."));
        await Answers.JsonAsync(context, 201, Described(made!, withTimes: false));
    }

    public async Task UpdateProviderAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var name = Name(body, 1, 128);
        var changed = await providers.ChangeAsync(name, old => Keep(body, old ?? throw AwsException.NotFound($"Credential provider '{name}'")) with { LastUpdatedAt = time.GetUtcNow() });
        await Answers.JsonAsync(context, 200, Described(changed!, withTimes: true));
    }

    public async Task GetProviderAsync(HttpContext context) => await Answers.JsonAsync(context, 200, Described(Provider(Name(await JsonBody.ReadAsync(context.Request), 1, 128)), withTimes: true));

    public async Task DeleteProviderAsync(HttpContext context)
    {
        var name = Name(await JsonBody.ReadAsync(context.Request), 1, 128);
        await providers.ChangeAsync(name, old => old is null ? throw AwsException.NotFound($"Credential provider '{name}'") : null);
        await Answers.JsonAsync(context, 204, body: null);
    }

    public async Task ListProvidersAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var (page, next) = Paging.Cut(providers.All, provider => provider.Name, body.Number("maxResults", 1, MostItems), body.Text("nextToken"));
        await Answers.JsonAsync(context, 200, Answers.Page("credentialProviders", page.Select(provider => new JsonObject
        {
            ["name"] = provider.Name,
            ["credentialProviderArn"] = arns.CredentialProvider(provider.Name),
            ["createdTime"] = Answers.Epoch(provider.CreatedAt),
            ["lastUpdatedTime"] = Answers.Epoch(provider.LastUpdatedAt),
        }), next));
    }

    public async Task CreateWorkloadAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var (name, tags) = (Name(body, 3, 200), RuntimeRules.Tags(body.Map("tags")));
        var urls = body.Texts("allowedResourceOauth2ReturnUrls") ?? [];
        if (runtimes.Records.Find(name) is not null)
            throw AwsException.Conflict($"The workload identity '{name}' already exists.");
        var made = await workloads.ChangeAsync(name, old => old is null
            ? new WorkloadRecord { Name = name, ReturnUrls = urls, CreatedAt = time.GetUtcNow(), LastUpdatedAt = time.GetUtcNow(), Tags = tags }
            : throw AwsException.Conflict($"The workload identity '{name}' already exists."));
        await Answers.JsonAsync(context, 201, Described(made!, withTimes: false));
    }

    public async Task GetWorkloadAsync(HttpContext context) => await Answers.JsonAsync(context, 200, Described(Workload(Name(await JsonBody.ReadAsync(context.Request), 3, 200)), withTimes: true));

    public async Task UpdateWorkloadAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var name = Name(body, 3, 200);
        var urls = body.Texts("allowedResourceOauth2ReturnUrls") ?? [];
        var changed = await workloads.ChangeAsync(name, _ => Workload(name) with { ReturnUrls = urls, LastUpdatedAt = time.GetUtcNow() });
        await Answers.JsonAsync(context, 200, Described(changed!, withTimes: true));
    }

    public async Task DeleteWorkloadAsync(HttpContext context)
    {
        var name = Name(await JsonBody.ReadAsync(context.Request), 3, 200);
        await workloads.ChangeAsync(name, old => old is null ? throw AwsException.NotFound($"Workload identity '{name}'") : null);
        await Answers.JsonAsync(context, 204, body: null);
    }

    public async Task ListWorkloadsAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var (page, next) = Paging.Cut(workloads.All, workload => workload.Name, body.Number("maxResults", 1, MostItems), body.Text("nextToken"));
        await Answers.JsonAsync(context, 200, Answers.Page("workloadIdentities", page.Select(workload => new JsonObject { ["name"] = workload.Name, ["workloadIdentityArn"] = arns.WorkloadIdentity(workload.Name) }), next));
    }

    /// <summary>A token for a workload: for itself, for a user it names, or for the user of a token it shows.</summary>
    public async Task TokenAsync(HttpContext context, Caller caller, string? userMember)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var name = body.Required("workloadName", 255);
        var user = userMember is null ? string.Empty : body.Required(userMember, LongestKey);
        if (caller.SessionOf is { } own && !string.Equals(own, name, StringComparison.Ordinal))
            throw AwsException.Denied("The role of an agent may get tokens for its own workload identity only.");
        _ = Workload(name);
        await Answers.JsonAsync(context, 200, new JsonObject { ["workloadAccessToken"] = tokens.Issue(name, user) });
    }

    public async Task ApiKeyAsync(HttpContext context, Caller caller)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var workload = tokens.Read(body.Required("workloadIdentityToken", LongestKey));
        if (caller.SessionOf is { } own && !string.Equals(own, workload, StringComparison.Ordinal))
            throw AwsException.Denied("The token is that of another workload.");
        var provider = Provider(body.Required("resourceCredentialProviderName", 128));
        if (provider.SealedKey is not { } key)
            throw AwsException.Validation("resourceCredentialProviderName", "The provider's key is in AWS Secrets Manager, which this machine does not have.");
        await Answers.JsonAsync(context, 200, new JsonObject { ["apiKey"] = cipher.Open(provider.Name, key) });
    }

    /// <summary>The tags of a resource of this kind; null when it is not there.</summary>
    public (IReadOnlyDictionary<string, string> Tags, Func<IReadOnlyDictionary<string, string>, Task> Set)? TagsOf(string resource) => resource.Split('/') switch
    {
        ["token-vault", _, "apikeycredentialprovider", var name] when providers.Find(name) is { } found => (found.Tags, tags => providers.ChangeAsync(name, old => old is null ? null : old with { Tags = tags })),
        ["workload-identity-directory", _, "workload-identity", var name] when workloads.Find(name) is { } found => (found.Tags, tags => workloads.ChangeAsync(name, old => old is null ? null : old with { Tags = tags })),
        _ => null,
    };

    private static string Name(JsonBody body, int shortest, int longest) =>
        body.Required("name") is var name && name.Length >= shortest && name.Length <= longest && NamePattern().IsMatch(name)
            ? name
            : throw AwsException.Validation("name", $"name must have from {shortest} to {longest} letters, digits, '-', '_' or '.'.");

    private ProviderRecord Keep(JsonBody body, ProviderRecord record)
    {
        var (key, secret, source) = (body.Text("apiKey", LongestKey), body.Object("apiKeySecretConfig"), body.Text("apiKeySecretSource"));
        if (source is not (null or "MANAGED" or External))
            throw AwsException.Validation("apiKeySecretSource", "apiKeySecretSource must be MANAGED or EXTERNAL.");
        if (source is External || (source is null && secret is not null))
            return secret is null || key is not null
                ? throw AwsException.Validation("apiKeySecretConfig", "An external secret needs apiKeySecretConfig, and no apiKey.")
                : record with { SealedKey = null, SecretId = secret.Required("secretId"), JsonKey = secret.Required("jsonKey") };
        return string.IsNullOrEmpty(key) ? throw AwsException.Validation("apiKey", "apiKey is missing.") : record with { SealedKey = cipher.Seal(record.Name, key), SecretId = null, JsonKey = null };
    }

    private ProviderRecord Provider(string name) => providers.Find(name) ?? throw AwsException.NotFound($"Credential provider '{name}'");

    // Every runtime has an identity by its id.
    private WorkloadRecord Workload(string name) =>
        workloads.Find(name)
        ?? (runtimes.Records.Find(name) is { } runtime ? new WorkloadRecord { Name = name, CreatedAt = runtime.CreatedAt, LastUpdatedAt = runtime.CreatedAt } : throw AwsException.NotFound($"Workload identity '{name}'"));

    private JsonObject Described(ProviderRecord provider, bool withTimes)
    {
        var answer = new JsonObject
        {
            ["name"] = provider.Name,
            ["credentialProviderArn"] = arns.CredentialProvider(provider.Name),
            ["apiKeySecretArn"] = new JsonObject { ["secretArn"] = provider.SecretId ?? arns.Secret(provider.Name) },
            ["apiKeySecretSource"] = provider.SecretId is null ? "MANAGED" : External,
        };
        if (provider.JsonKey is { } key)
            answer["apiKeySecretJsonKey"] = key;
        return withTimes ? Timed(answer, provider.CreatedAt, provider.LastUpdatedAt) : answer;
    }

    private JsonObject Described(WorkloadRecord workload, bool withTimes)
    {
        var answer = new JsonObject
        {
            ["name"] = workload.Name,
            ["workloadIdentityArn"] = arns.WorkloadIdentity(workload.Name),
            ["allowedResourceOauth2ReturnUrls"] = Answers.Texts(workload.ReturnUrls),
        };
        return withTimes ? Timed(answer, workload.CreatedAt, workload.LastUpdatedAt) : answer;
    }

    private static JsonObject Timed(JsonObject answer, DateTimeOffset created, DateTimeOffset updated)
    {
        answer["createdTime"] = Answers.Epoch(created);
        answer["lastUpdatedTime"] = Answers.Epoch(updated);
        return answer;
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9\-_.]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
