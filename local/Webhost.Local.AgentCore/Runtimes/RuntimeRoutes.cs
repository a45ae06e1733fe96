using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>The operations on runtimes and their versions.</summary>
internal sealed class RuntimeRoutes(RuntimeStore store, Provisioner provisioner, Arns arns, TimeProvider time)
{
    public async Task CreateAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var name = RuntimeRules.Name(body, "agentRuntimeName");
        RuntimeRules.Check(body);
        var tags = RuntimeRules.Tags(body.Map("tags"));
        var token = ClientTokens.Of(body, RuntimeRules.ClientToken(body.Text("clientToken")), [.. VersionSettings.Members, "agentRuntimeName", "tags"]);
        var id = store.Records.All.FirstOrDefault(runtime => string.Equals(runtime.Name, name, StringComparison.Ordinal)) is { } same
            ? Made(same, "Create", token) is not null ? same.Id : throw AwsException.Conflict($"An agent runtime with the name '{name}' already exists.")
            : null;
        if (id is null)
        {
            if (store.Records.Count >= RuntimeRules.MostRuntimes)
                throw AwsException.Quota($"The account has {RuntimeRules.MostRuntimes} agent runtimes, which is its limit.");
            id = RuntimeStore.NewId(name);
            var now = time.GetUtcNow();
            // The field is for Update alone, and a create that names it is none that the service knows.
            var settings = body.Copy(VersionSettings.Members.Where(member => member is not "metadataConfiguration"));
            await store.Records.ChangeAsync(id, _ => ClientTokens.Note(
                new RuntimeRecord
                {
                    Id = id,
                    Name = name,
                    CreatedAt = now,
                    Status = ResourceStatus.Creating,
                    LastVersion = 1,
                    Versions = [new RuntimeVersion { Number = "1", Settings = settings, Status = ResourceStatus.Creating, CreatedAt = now, LastUpdatedAt = now }],
                    Tags = tags,
                },
                "Create",
                token,
                "1"));
            provisioner.Provision(id, "1");
        }

        await AnswerAsync(context, store.Get(id), "1", withUpdate: false);
    }

    public async Task UpdateAsync(HttpContext context, string id)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        RuntimeRules.Check(body);
        var token = ClientTokens.Of(body, RuntimeRules.ClientToken(body.Text("clientToken")), VersionSettings.Members);
        var number = Made(store.Get(id), "Update", token);
        if (number is null)
        {
            var changed = await store.ChangeAsync(id, runtime =>
            {
                Settled(runtime);
                if (runtime.Versions.Count >= RuntimeRules.MostVersions)
                    throw AwsException.Quota($"The agent runtime has {RuntimeRules.MostVersions} versions, which is its limit.");
                var next = runtime.LastVersion + 1;
                var now = time.GetUtcNow();
                var version = new RuntimeVersion { Number = next.ToString(), Settings = body.Copy(VersionSettings.Members), Status = ResourceStatus.Updating, CreatedAt = now, LastUpdatedAt = now };
                return ClientTokens.Note(runtime with { Status = ResourceStatus.Updating, LastVersion = next, Versions = [.. runtime.Versions, version] }, "Update", token, version.Number);
            });
            number = changed.Newest!.Number;
            provisioner.Provision(id, number);
        }

        await AnswerAsync(context, store.Get(id), number, withUpdate: true);
    }

    public Task GetAsync(HttpContext context, RequestTarget target, string id)
    {
        var runtime = store.Get(id);
        var version = target["version"] is { } wanted ? runtime.Version(wanted) ?? throw AwsException.NotFound($"Version '{wanted}' of agent runtime '{id}'") : runtime.Newest!;
        var answer = Described(runtime, version);
        answer["createdAt"] = Timestamp(runtime.CreatedAt);
        answer["workloadIdentityDetails"] = Workload(id);
        answer.Remove("description");
        foreach (var (name, value) in version.Settings)
            answer[name] = value?.DeepClone();
        answer["lifecycleConfiguration"] = new JsonObject
        {
            ["idleRuntimeSessionTimeout"] = (int)new VersionSettings(version.Settings).Idle.TotalSeconds,
            ["maxLifetime"] = (int)new VersionSettings(version.Settings).MaxLifetime.TotalSeconds,
        };
        if (version.FailureReason is { } reason)
            answer["failureReason"] = reason;
        return Answers.JsonAsync(context, 200, answer);
    }

    public async Task DeleteAsync(HttpContext context, RequestTarget target, string id)
    {
        _ = RuntimeRules.ClientToken(target["clientToken"]);
        if (target["version"] is { } number)
        {
            await store.ChangeAsync(id, runtime => WithoutVersion(runtime, number));
            store.RemoveCode(id, number);
            await Answers.JsonAsync(context, 202, new JsonObject { ["status"] = ResourceStatus.Deleting, ["agentRuntimeId"] = id, ["agentRuntimeVersion"] = number });
            return;
        }

        await store.ChangeAsync(id, runtime =>
        {
            Settled(runtime);
            if (runtime.Endpoints.FirstOrDefault(endpoint => endpoint.Name is not RuntimeEndpoint.Default) is { } endpoint)
                throw AwsException.Conflict($"The agent runtime has the endpoint '{endpoint.Name}': delete it first.");
            return runtime with { Status = ResourceStatus.Deleting };
        });
        provisioner.Delete(id);
        await Answers.JsonAsync(context, 202, new JsonObject { ["status"] = ResourceStatus.Deleting, ["agentRuntimeId"] = id });
    }

    public Task ListAsync(HttpContext context, RequestTarget target) =>
        AnswerAsync(context, target, store.Records.All.Select(runtime => (runtime.Id, Described(runtime, runtime.Newest!))));

    public Task ListVersionsAsync(HttpContext context, RequestTarget target, string id)
    {
        var runtime = store.Get(id);
        // Sorted by number, not by text: the page's mark has leading zeros.
        return AnswerAsync(context, target, runtime.Versions.Select(version => (version.Number.PadLeft(6, '0'), Described(runtime, version))));
    }

    /// <summary>Refuses a change before the last one has come to its end.</summary>
    public static void Settled(RuntimeRecord runtime)
    {
        if (ResourceStatus.IsTransient(runtime.Status))
            throw AwsException.Conflict($"The agent runtime '{runtime.Id}' is in the state {runtime.Status}: wait until it has ended.");
    }

    public static JsonNode Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");

    // The version that an earlier call with the token has made, as long as there is one: no other may be answered in its place.
    private static string? Made(RuntimeRecord runtime, string operation, (string Token, string Fingerprint)? token) =>
        ClientTokens.Find(runtime, operation, token) is { } number && runtime.Version(number) is not null ? number : null;

    private static RuntimeRecord WithoutVersion(RuntimeRecord runtime, string number)
    {
        Settled(runtime);
        if (runtime.Version(number) is null)
            throw AwsException.NotFound($"Version '{number}' of agent runtime '{runtime.Id}'");
        if (runtime.Versions.Count == 1 || runtime.Endpoints.Any(endpoint => endpoint.LiveVersion == number || endpoint.TargetVersion == number))
            throw AwsException.Conflict($"Version '{number}' is the only one, or an endpoint uses it.");
        return runtime with { Versions = [.. runtime.Versions.Where(version => version.Number != number)] };
    }

    private JsonObject Described(RuntimeRecord runtime, RuntimeVersion version) => new()
    {
        ["agentRuntimeArn"] = arns.Runtime(runtime.Id),
        ["agentRuntimeId"] = runtime.Id,
        ["agentRuntimeName"] = runtime.Name,
        ["agentRuntimeVersion"] = version.Number,
        ["description"] = version.Settings["description"]?.DeepClone() ?? string.Empty,
        ["lastUpdatedAt"] = Timestamp(version.LastUpdatedAt),
        ["status"] = runtime.Status is ResourceStatus.Deleting ? runtime.Status : version.Status,
    };

    private JsonObject Workload(string id) => new() { ["workloadIdentityArn"] = arns.WorkloadIdentity(id) };

    private Task AnswerAsync(HttpContext context, RuntimeRecord runtime, string number, bool withUpdate)
    {
        var version = runtime.Version(number) ?? throw AwsException.NotFound($"Version '{number}' of agent runtime '{runtime.Id}'");
        var answer = new JsonObject
        {
            ["agentRuntimeArn"] = arns.Runtime(runtime.Id),
            ["agentRuntimeId"] = runtime.Id,
            ["agentRuntimeVersion"] = version.Number,
            ["createdAt"] = Timestamp(runtime.CreatedAt),
            ["status"] = version.Status,
            ["workloadIdentityDetails"] = Workload(runtime.Id),
        };
        if (withUpdate)
            answer["lastUpdatedAt"] = Timestamp(version.LastUpdatedAt);
        return Answers.JsonAsync(context, 202, answer);
    }

    private static Task AnswerAsync(HttpContext context, RequestTarget target, IEnumerable<(string Mark, JsonObject Item)> items)
    {
        var (page, next) = Paging.Cut(items, item => item.Mark, target.Number("maxResults", 1, 100), target["nextToken"]);
        return Answers.JsonAsync(context, 200, Answers.Page("agentRuntimes", page.Select(item => item.Item), next));
    }
}
