using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Memory;

/// <summary>
/// Records beyond sessions. Nothing is extracted from events here: there is what was written by itself. It is found by the words that it shares with what is looked for, where AWS compares meanings.
/// </summary>
internal sealed class LongTermRoutes(MemoryStore store, TimeProvider time)
{
    private const int UsualPage = 20;
    private const int MostItems = 100;
    private const int MostRecords = 100;
    private const int LongestText = 16_000;
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly char[] Separators = [' ', '\t', '\n', '.', ',', ';', ':', '!', '?', '"', '\'', '(', ')'];

    public async Task CreateAsync(HttpContext context, string memoryId)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        _ = store.Get(memoryId);
        var inputs = body.Objects("records");
        if (inputs.Count is 0 or > MostRecords)
            throw AwsException.Validation("records", $"records must be a list of 1 to {MostRecords}.");
        var made = inputs.Select(input => (Request: input.Required("requestIdentifier"), Record: new LongTermRecord
        {
            Id = $"mem-{RandomNumberGenerator.GetString(IdLetters, 36)}",
            MemoryId = memoryId,
            Text = input.Object("content")?.Required("text", LongestText) ?? throw AwsException.Validation("content", "content is missing."),
            StrategyId = input.Text("memoryStrategyId"),
            Namespaces = input.Texts("namespaces") ?? [],
            CreatedAt = input.Time("timestamp") ?? time.GetUtcNow(),
        })).ToList();
        foreach (var (_, record) in made)
            await store.Records.ChangeAsync(record.Id, _ => record);
        await Answers.JsonAsync(context, 201, new JsonObject
        {
            ["successfulRecords"] = new JsonArray([.. made.Select(pair => new JsonObject { ["memoryRecordId"] = pair.Record.Id, ["requestIdentifier"] = pair.Request, ["status"] = "SUCCEEDED" })]),
            ["failedRecords"] = new JsonArray(),
        });
    }

    public Task GetAsync(HttpContext context, string memoryId, string id) =>
        Answers.JsonAsync(context, 200, new JsonObject { ["memoryRecord"] = Described(Find(memoryId, id), score: null) });

    public async Task DeleteAsync(HttpContext context, string memoryId, string id)
    {
        _ = Find(memoryId, id);
        await store.Records.ChangeAsync(id, _ => null);
        await Answers.JsonAsync(context, 200, new JsonObject { ["memoryRecordId"] = id });
    }

    public async Task ListAsync(HttpContext context, string memoryId)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var (page, next) = Paging.Cut(InReach(memoryId, body, body.Text("memoryStrategyId")), record => record.Id, body.Number("maxResults", 1, MostItems) ?? UsualPage, body.Text("nextToken"));
        await Answers.JsonAsync(context, 200, Answers.Page("memoryRecordSummaries", page.Select(record => Described(record, score: null)), next));
    }

    public async Task RetrieveAsync(HttpContext context, string memoryId)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var criteria = body.Object("searchCriteria") ?? throw AwsException.Validation("searchCriteria", "searchCriteria is missing.");
        var wanted = WordsOf(criteria.Required("searchQuery", LongestText));
        var most = Math.Min(criteria.Number("topK", 1, MostItems) ?? MostItems, body.Number("maxResults", 1, MostItems) ?? UsualPage);
        var found = InReach(memoryId, body, criteria.Text("memoryStrategyId"))
            .Select(record => (Record: record, Score: wanted.Count == 0 ? 0 : (double)WordsOf(record.Text).Count(wanted.Contains) / wanted.Count))
            .Where(pair => pair.Score > 0)
            .OrderByDescending(pair => pair.Score)
            .ThenByDescending(pair => pair.Record.CreatedAt)
            .Take(most);
        await Answers.JsonAsync(context, 200, Answers.Page("memoryRecordSummaries", found.Select(pair => Described(pair.Record, pair.Score)), nextToken: null));
    }

    private IEnumerable<LongTermRecord> InReach(string memoryId, JsonBody body, string? strategy)
    {
        _ = store.Get(memoryId);
        var prefix = body.Text("namespace") ?? body.Text("namespacePath") ?? throw AwsException.Validation("namespace", "Either namespace or namespacePath is needed.");
        return store.Records.All.Where(record => record.MemoryId == memoryId && (strategy is null || record.StrategyId == strategy) && record.Namespaces.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private LongTermRecord Find(string memoryId, string id)
    {
        _ = store.Get(memoryId);
        return store.Records.Find(id) is { } record && record.MemoryId == memoryId ? record : throw AwsException.NotFound($"Memory record '{id}'");
    }

    private static HashSet<string> WordsOf(string text) => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static JsonObject Described(LongTermRecord record, double? score)
    {
        var described = new JsonObject
        {
            ["memoryRecordId"] = record.Id,
            ["content"] = new JsonObject { ["text"] = record.Text },
            ["memoryStrategyId"] = record.StrategyId ?? string.Empty,
            ["namespaces"] = Answers.Texts(record.Namespaces),
            ["createdAt"] = Answers.Epoch(record.CreatedAt),
        };
        if (score is { } found)
            described["score"] = found;
        return described;
    }
}
