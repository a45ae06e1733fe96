using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Runtimes;

namespace Webhost.Local.AgentCore.Memory;

/// <summary>The control plane of memories. They are ready at once.</summary>
internal sealed partial class MemoryRoutes(MemoryStore store, Arns arns, TimeProvider time)
{
    private const int FewestDays = 3;
    private const int MostDays = 365;
    private const int MostItems = 100;
    private const string Active = "ACTIVE";

    public async Task CreateAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var (name, token) = (body.Required("name"), RuntimeRules.ClientToken(body.Text("clientToken")));
        if (!NamePattern().IsMatch(name))
            throw AwsException.Validation("name", "name must begin with a letter and have at most 48 letters, digits and underscores.");
        var days = body.Number("eventExpiryDuration", FewestDays, MostDays) ?? throw AwsException.Validation("eventExpiryDuration", "eventExpiryDuration is missing.");
        if (store.Memories.All.FirstOrDefault(memory => memory.Name == name) is { } there)
        {
            if (token is null || there.ClientToken != token)
                throw AwsException.Conflict($"A memory with the name '{name}' already exists.");
            await Answers.JsonAsync(context, 202, new JsonObject { ["memory"] = Described(there) });
            return;
        }

        var made = new MemoryRecord
        {
            Id = RuntimeStore.NewId(name),
            Name = name,
            Description = body.Text("description"),
            ExecutionRoleArn = body.Text("memoryExecutionRoleArn"),
            EventExpiryDays = days,
            Strategies = [.. body.Objects("memoryStrategies").Select(StrategyOf)],
            ClientToken = token,
            CreatedAt = time.GetUtcNow(),
            UpdatedAt = time.GetUtcNow(),
        };
        await store.Memories.ChangeAsync(made.Id, _ => made);
        await Answers.JsonAsync(context, 202, new JsonObject { ["memory"] = Described(made) });
    }

    public Task GetAsync(HttpContext context, string id) => Answers.JsonAsync(context, 200, new JsonObject { ["memory"] = Described(store.Get(id)) });

    public async Task UpdateAsync(HttpContext context, string id)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var added = body.Object("memoryStrategies")?.Objects("addMemoryStrategies") ?? [];
        var removed = body.Object("memoryStrategies")?.Objects("deleteMemoryStrategies").Select(strategy => strategy.Required("memoryStrategyId")).ToHashSet(StringComparer.Ordinal) ?? [];
        var changed = await store.Memories.ChangeAsync(id, old => (old ?? store.Get(id)) with
        {
            Description = body.Text("description") ?? old!.Description,
            ExecutionRoleArn = body.Text("memoryExecutionRoleArn") ?? old!.ExecutionRoleArn,
            EventExpiryDays = body.Number("eventExpiryDuration", FewestDays, MostDays) ?? old!.EventExpiryDays,
            Strategies = [.. old!.Strategies.Where(strategy => !removed.Contains(strategy.Id)), .. added.Select(StrategyOf)],
            UpdatedAt = time.GetUtcNow(),
        });
        await Answers.JsonAsync(context, 202, new JsonObject { ["memory"] = Described(changed!) });
    }

    public async Task DeleteAsync(HttpContext context, string id)
    {
        _ = store.Get(id);
        await store.RemoveAsync(id);
        await Answers.JsonAsync(context, 202, new JsonObject { ["memoryId"] = id, ["status"] = "DELETING" });
    }

    public async Task ListAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var (page, next) = Paging.Cut(store.Memories.All, memory => memory.Id, body.Number("maxResults", 1, MostItems), body.Text("nextToken"));
        await Answers.JsonAsync(context, 200, Answers.Page("memories", page.Select(memory => new JsonObject
        {
            ["arn"] = arns.Memory(memory.Id),
            ["id"] = memory.Id,
            ["status"] = Active,
            ["createdAt"] = Answers.Epoch(memory.CreatedAt),
            ["updatedAt"] = Answers.Epoch(memory.UpdatedAt),
        }), next));
    }

    private JsonObject Described(MemoryRecord memory) => new()
    {
        ["arn"] = arns.Memory(memory.Id),
        ["id"] = memory.Id,
        ["name"] = memory.Name,
        ["description"] = memory.Description,
        ["memoryExecutionRoleArn"] = memory.ExecutionRoleArn,
        ["eventExpiryDuration"] = memory.EventExpiryDays,
        ["status"] = Active,
        ["createdAt"] = Answers.Epoch(memory.CreatedAt),
        ["updatedAt"] = Answers.Epoch(memory.UpdatedAt),
        ["strategies"] = new JsonArray([.. memory.Strategies.Select(strategy => new JsonObject
        {
            ["strategyId"] = strategy.Id,
            ["name"] = strategy.Name,
            ["description"] = strategy.Description,
            ["type"] = strategy.Type,
            ["namespaces"] = Answers.Texts(strategy.Namespaces),
            ["status"] = Active,
        })]),
    };

    // One member, whose name says what kind it is.
    private static MemoryStrategy StrategyOf(JsonBody input)
    {
        var (member, type) = new[] { ("semanticMemoryStrategy", "SEMANTIC"), ("summaryMemoryStrategy", "SUMMARIZATION"), ("userPreferenceMemoryStrategy", "USER_PREFERENCE"), ("episodicMemoryStrategy", "EPISODIC"), ("customMemoryStrategy", "CUSTOM") }
            .FirstOrDefault(pair => input.Object(pair.Item1) is not null);
        if (member is null)
            throw AwsException.Validation("memoryStrategies", "A strategy must be one of the kinds that there are.");
        var strategy = input.Object(member)!;
        var name = strategy.Required("name");
        return new MemoryStrategy(RuntimeStore.NewId(name), type, name, strategy.Text("description"), strategy.Texts("namespaces") ?? strategy.Texts("namespaceTemplates") ?? []);
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_]{0,47}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
