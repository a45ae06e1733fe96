using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Secrets;

namespace Webhost.Cli.Tests.Support;

/// <summary>Agents and their secrets.</summary>
internal sealed class StandInAgents
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public StandInAgents(WebApplication app)
    {
        app.MapPost("/v1/agents", CreateAsync);
        app.MapGet("/v1/agents", ListAsync);
        app.MapGet("/v1/agents/{id}", (HttpContext context, string id) => WithAsync(context, id, agent => StandInApi.WriteAsync(context, agent)));
        app.MapPatch("/v1/agents/{id}", UpdateAsync);
        app.MapDelete("/v1/agents/{id}", (HttpContext context, string id) => WithAsync(context, id, _ =>
        {
            All.TryRemove(id, out Agent? _);
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        }));
        app.MapPost("/v1/agents/{id}/disable", (HttpContext context, string id) => ChangeAsync(context, id, agent => agent with { Status = AgentStatus.Disabled }));
        app.MapPost("/v1/agents/{id}/enable", (HttpContext context, string id) => ChangeAsync(context, id, agent => agent with { Status = AgentStatus.Active }));
        app.MapPost("/v1/agents/{id}/clone", CloneAsync);
        app.MapPut("/v1/agents/{id}/secrets/{key}", async (HttpContext context, string id, string key) =>
        {
            Secrets[$"{id}/{key}"] = (await StandInApi.ReadAsync<SetSecretRequest>(context)).Value!;
            await StandInApi.WriteAsync(context, Metadata(key));
        });
        app.MapGet("/v1/agents/{id}/secrets", (HttpContext context, string id) => StandInApi.WriteAsync(
            context, new Page<SecretMetadata> { Items = [.. Secrets.Keys.Where(key => key.StartsWith($"{id}/", StringComparison.Ordinal)).Select(key => Metadata(key.Split('/')[1]))] }));
        app.MapDelete("/v1/agents/{id}/secrets/{key}", (HttpContext context, string id, string key) =>
        {
            context.Response.StatusCode = Secrets.TryRemove($"{id}/{key}", out _) ? 204 : 404;
            return Task.CompletedTask;
        });
    }

    /// <summary>Secrets that the running deployment does not declare.</summary>
    public HashSet<string> Undeclared { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Agent> All { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>How many agents a page holds.</summary>
    public int PageSize { get; set; } = 100;

    public Agent Add(string name, string? activeDeployment = null)
    {
        var id = $"agt_{All.Count + 1}";
        return All[id] = new Agent
        {
            AgentId = id,
            Name = name,
            Framework = "custom",
            RuntimeProvider = "cloudflare",
            Status = activeDeployment is null ? AgentStatus.Created : AgentStatus.Active,
            ActiveDeploymentId = activeDeployment,
            EnvVarKeys = [],
            Env = new Dictionary<string, string>(StringComparer.Ordinal),
            InvokeUrl = $"/v1/invoke/{id}",
            CreatedAt = Then,
            UpdatedAt = Then,
        };
    }

    public async Task WithAsync(HttpContext context, string id, Func<Agent, Task> act)
    {
        if (All.TryGetValue(id, out var agent))
        {
            await act(agent);
        }
        else
        {
            await StandInApi.WriteErrorAsync(context, 404, ErrorCode.NotFound, $"There is no agent {id}.");
        }
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await StandInApi.ReadAsync<CreateAgentRequest>(context);
        if (All.Values.Any(agent => string.Equals(agent.Name, request.Name, StringComparison.OrdinalIgnoreCase)))
        {
            await StandInApi.WriteErrorAsync(context, 409, ErrorCode.Conflict, $"You have an agent named '{request.Name}' already.");
            return;
        }

        var made = Add(request.Name!) with
        {
            Description = request.Description,
            Framework = request.Framework ?? "custom",
            RuntimeProvider = request.RuntimeProvider ?? "cloudflare",
            EnvVarKeys = request.EnvVarKeys ?? [],
            Env = request.Env ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
        All[made.AgentId] = made;
        context.Response.StatusCode = 201;
        await StandInApi.WriteAsync(context, made);
    }

    private Task ListAsync(HttpContext context)
    {
        var start = int.TryParse(context.Request.Query["cursor"], out var cursor) ? cursor : 0;
        var all = All.Values.OrderBy(agent => agent.AgentId, StringComparer.Ordinal).ToArray();
        var end = Math.Min(start + PageSize, all.Length);
        return StandInApi.WriteAsync(context, new Page<Agent> { Items = all[start..end], NextCursor = end < all.Length ? $"{end}" : null });
    }

    private async Task UpdateAsync(HttpContext context, string id)
    {
        var change = await StandInApi.ReadAsync<UpdateAgentRequest>(context);
        await ChangeAsync(context, id, agent => agent with
        {
            Name = change.Name ?? agent.Name,
            Description = change.Description ?? agent.Description,
            Env = change.Env ?? agent.Env,
            EnvVarKeys = change.EnvVarKeys ?? agent.EnvVarKeys,
            RuntimeProvider = change.RuntimeProvider ?? agent.RuntimeProvider,
        });
    }

    private async Task CloneAsync(HttpContext context, string id)
    {
        var request = await StandInApi.ReadAsync<CloneAgentRequest>(context);
        await WithAsync(context, id, agent => StandInApi.WriteAsync(context, Add(request.Name ?? $"{agent.Name}-copy")));
    }

    private Task ChangeAsync(HttpContext context, string id, Func<Agent, Agent> change) =>
        WithAsync(context, id, agent => StandInApi.WriteAsync(context, All[id] = change(agent)));

    private SecretMetadata Metadata(string key) => new() { Key = key, CreatedAt = Then, UpdatedAt = Then, Applied = false, Declared = Undeclared.Contains(key) ? false : null };
}
