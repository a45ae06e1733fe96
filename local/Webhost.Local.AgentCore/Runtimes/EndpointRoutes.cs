using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>The operations on endpoints.</summary>
internal sealed class EndpointRoutes(RuntimeStore store, Provisioner provisioner, Arns arns, TimeProvider time)
{
    public async Task CreateAsync(HttpContext context, string id)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var name = RuntimeRules.Name(body, "name");
        var (wanted, tags) = (body.Text("agentRuntimeVersion"), RuntimeRules.Tags(body.Map("tags")));
        var token = ClientTokens.Of(body, RuntimeRules.ClientToken(body.Text("clientToken")), ["name", "agentRuntimeVersion", "description", "tags"]);
        if (ClientTokens.Find(store.Get(id), "CreateEndpoint", token) is null)
        {
            await store.ChangeAsync(id, runtime =>
            {
                RuntimeRoutes.Settled(runtime);
                if (runtime.Endpoint(name) is not null)
                    throw AwsException.Conflict($"The agent runtime has an endpoint '{name}' already.");
                if (runtime.Endpoints.Count >= RuntimeRules.MostEndpoints)
                    throw AwsException.Quota($"The agent runtime has {RuntimeRules.MostEndpoints} endpoints, which is its limit.");
                var now = time.GetUtcNow();
                var endpoint = new RuntimeEndpoint
                {
                    Id = RuntimeStore.NewId(name),
                    Name = name,
                    Status = ResourceStatus.Creating,
                    TargetVersion = Runnable(runtime, wanted),
                    Description = body.Text("description", 256),
                    CreatedAt = now,
                    LastUpdatedAt = now,
                    Tags = tags,
                };
                return ClientTokens.Note(runtime.With(endpoint), "CreateEndpoint", token, name);
            });
            provisioner.Settle(id, name);
        }

        var made = Get(store.Get(id), name);
        var answer = Described(id, made);
        answer["targetVersion"] = made.TargetVersion ?? made.LiveVersion;
        answer["endpointName"] = name;
        answer["agentRuntimeId"] = id;
        await Answers.JsonAsync(context, 202, answer);
    }

    public async Task UpdateAsync(HttpContext context, string id, string name)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        _ = RuntimeRules.ClientToken(body.Text("clientToken"));
        var changed = await store.ChangeAsync(id, runtime =>
        {
            var endpoint = Settled(Get(runtime, name));
            return runtime.With(endpoint with
            {
                Status = ResourceStatus.Updating,
                TargetVersion = Runnable(runtime, body.Text("agentRuntimeVersion")),
                Description = body.Text("description", 256) ?? endpoint.Description,
                LastUpdatedAt = time.GetUtcNow(),
            });
        });
        provisioner.Settle(id, name);
        await Answers.JsonAsync(context, 202, Described(id, Get(changed, name)));
    }

    public Task GetAsync(HttpContext context, string id, string name) => Answers.JsonAsync(context, 200, Described(id, Get(store.Get(id), name)));

    public async Task DeleteAsync(HttpContext context, RequestTarget target, string id, string name)
    {
        _ = RuntimeRules.ClientToken(target["clientToken"]);
        if (name is RuntimeEndpoint.Default)
            throw AwsException.Conflict("The DEFAULT endpoint goes with its agent runtime.");
        await store.ChangeAsync(id, runtime => runtime.With(Settled(Get(runtime, name)) with { Status = ResourceStatus.Deleting }));
        provisioner.Settle(id, name);
        await Answers.JsonAsync(context, 202, new JsonObject { ["status"] = ResourceStatus.Deleting, ["agentRuntimeId"] = id, ["endpointName"] = name });
    }

    public Task ListAsync(HttpContext context, RequestTarget target, string id)
    {
        var (page, next) = Paging.Cut(store.Get(id).Endpoints, endpoint => endpoint.Name, target.Number("maxResults", 1, 100), target["nextToken"]);
        return Answers.JsonAsync(context, 200, Answers.Page("runtimeEndpoints", page.Select(endpoint => Described(id, endpoint)), next));
    }

    private static RuntimeEndpoint Get(RuntimeRecord runtime, string name) => runtime.Endpoint(name) ?? throw AwsException.NotFound($"Endpoint '{name}' of agent runtime '{runtime.Id}'");

    private static RuntimeEndpoint Settled(RuntimeEndpoint endpoint) =>
        ResourceStatus.IsTransient(endpoint.Status) ? throw AwsException.Conflict($"The endpoint '{endpoint.Name}' is in the state {endpoint.Status}: wait until it has ended.") : endpoint;

    // Without a wish, the newest version that is ready.
    private static string Runnable(RuntimeRecord runtime, string? wanted)
    {
        if (wanted is null)
            return runtime.Versions.LastOrDefault(version => version.Status is ResourceStatus.Ready)?.Number ?? throw AwsException.Conflict("The agent runtime has no version that is ready.");
        var version = runtime.Version(wanted) ?? throw AwsException.NotFound($"Version '{wanted}' of agent runtime '{runtime.Id}'");
        return version.Status is ResourceStatus.Ready ? wanted : throw AwsException.Conflict($"Version '{wanted}' is in the state {version.Status}.");
    }

    private JsonObject Described(string id, RuntimeEndpoint endpoint)
    {
        var answer = new JsonObject
        {
            ["name"] = endpoint.Name,
            ["id"] = endpoint.Id,
            ["agentRuntimeArn"] = arns.Runtime(id),
            ["agentRuntimeEndpointArn"] = arns.Endpoint(id, endpoint.Name),
            ["status"] = endpoint.Status,
            ["createdAt"] = RuntimeRoutes.Timestamp(endpoint.CreatedAt),
            ["lastUpdatedAt"] = RuntimeRoutes.Timestamp(endpoint.LastUpdatedAt),
        };
        if (endpoint.LiveVersion is { } live)
            answer["liveVersion"] = live;
        if (endpoint.TargetVersion is { } target)
            answer["targetVersion"] = target;
        if (endpoint.Description is { } description)
            answer["description"] = description;
        return answer;
    }
}
