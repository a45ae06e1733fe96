using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Memory;

/// <summary>The events of sessions: what agents write of a conversation and read again. Those that are older than their memory keeps them are gone.</summary>
internal sealed class MemoryEventRoutes(MemoryStore store, TimeProvider time)
{
    private const int UsualPage = 20;
    private const int MostItems = 100;
    private const int MostPayloads = 100;
    private const int LongestName = 255;
    private const string IdDigits = "0123456789abcdef";

    public async Task CreateAsync(HttpContext context, string memoryId)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var memory = store.Get(memoryId);
        var (actor, session, token) = (body.Required("actorId", LongestName), body.Text("sessionId", LongestName) ?? Guid.NewGuid().ToString(), body.Text("clientToken"));
        var at = body.Time("eventTimestamp") ?? throw AwsException.Validation("eventTimestamp", "eventTimestamp is missing.");
        if (body.Copy(["payload"])["payload"] is not JsonArray { Count: <= MostPayloads } payload)
            throw AwsException.Validation("payload", $"payload must be a list of at most {MostPayloads}.");
        var made = new MemoryEvent(NewId(at), at, Element(payload)!.Value, Element(body.Copy(["branch"])["branch"]), Element(body.Copy(["metadata"])["metadata"]), token);
        var changed = await store.Sessions.ChangeAsync(MemoryStore.KeyOf(memoryId, actor, session), old =>
        {
            old ??= new MemorySession { MemoryId = memoryId, ActorId = actor, SessionId = session, CreatedAt = time.GetUtcNow() };
            return token is not null && old.Events.Any(item => item.ClientToken == token) ? old : old with { Events = [.. Kept(memory, old), made] };
        });
        var told = token is null ? made : changed!.Events.First(item => item.ClientToken == token);
        await Answers.JsonAsync(context, 201, new JsonObject { ["event"] = Described(changed!, told, withPayload: true) });
    }

    public Task GetAsync(HttpContext context, string memoryId, string actor, string session, string id)
    {
        var found = Find(memoryId, actor, session);
        return Answers.JsonAsync(context, 200, new JsonObject { ["event"] = Described(found, Event(found, id), withPayload: true) });
    }

    public async Task DeleteAsync(HttpContext context, string memoryId, string actor, string session, string id)
    {
        await store.Sessions.ChangeAsync(MemoryStore.KeyOf(memoryId, actor, session), old =>
        {
            var found = Find(memoryId, actor, session);
            var deleted = Event(found, id);
            return old! with { Events = [.. found.Events.Where(item => item.Id != deleted.Id)] };
        });
        await Answers.JsonAsync(context, 200, new JsonObject { ["eventId"] = id });
    }

    /// <summary>Newest first, as AWS lists them.</summary>
    public async Task ListAsync(HttpContext context, string memoryId, string actor, string session)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var found = Find(memoryId, actor, session);
        var branch = body.Object("filter")?.Object("branch")?.Text("name");
        var events = found.Events.Where(item => branch is null || BranchOf(item) == branch).OrderByDescending(item => item.Timestamp).ThenByDescending(item => item.Id, StringComparer.Ordinal).ToList();
        var start = body.Text("nextToken") is { } token ? events.FindIndex(item => item.Id == token) : 0;
        if (start < 0)
            throw AwsException.Validation("nextToken", "nextToken is none that a list has answered.");
        var size = body.Number("maxResults", 1, MostItems) ?? UsualPage;
        var withPayload = body.Flag("includePayloads") ?? true;
        await Answers.JsonAsync(context, 200, Answers.Page("events", events.Skip(start).Take(size).Select(item => Described(found, item, withPayload)), events.ElementAtOrDefault(start + size)?.Id));
    }

    public async Task ListSessionsAsync(HttpContext context, string memoryId, string actor)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        _ = store.Get(memoryId);
        var (page, next) = Paging.Cut(
            store.Sessions.All.Where(session => session.MemoryId == memoryId && session.ActorId == actor), session => session.SessionId, body.Number("maxResults", 1, MostItems) ?? UsualPage, body.Text("nextToken"));
        await Answers.JsonAsync(context, 200, Answers.Page("sessionSummaries", page.Select(session => new JsonObject { ["sessionId"] = session.SessionId, ["actorId"] = actor, ["createdAt"] = Answers.Epoch(session.CreatedAt) }), next));
    }

    public async Task ListActorsAsync(HttpContext context, string memoryId)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        _ = store.Get(memoryId);
        var actors = store.Sessions.All.Where(session => session.MemoryId == memoryId).Select(session => session.ActorId).Distinct(StringComparer.Ordinal);
        var (page, next) = Paging.Cut(actors, actor => actor, body.Number("maxResults", 1, MostItems) ?? UsualPage, body.Text("nextToken"));
        await Answers.JsonAsync(context, 200, Answers.Page("actorSummaries", page.Select(actor => new JsonObject { ["actorId"] = actor }), next));
    }

    private MemorySession Find(string memoryId, string actor, string session)
    {
        var memory = store.Get(memoryId);
        var found = store.Sessions.Find(MemoryStore.KeyOf(memoryId, actor, session)) ?? new MemorySession { MemoryId = memoryId, ActorId = actor, SessionId = session, CreatedAt = time.GetUtcNow() };
        return found with { Events = [.. Kept(memory, found)] };
    }

    private IEnumerable<MemoryEvent> Kept(MemoryRecord memory, MemorySession session) => session.Events.Where(item => item.Timestamp > time.GetUtcNow().AddDays(-memory.EventExpiryDays));

    private static MemoryEvent Event(MemorySession session, string id) => session.Events.FirstOrDefault(item => item.Id == id) ?? throw AwsException.NotFound($"Event '{id}'");

    private static string? BranchOf(MemoryEvent item) => item.Branch is { } branch && branch.TryGetProperty("name", out var name) ? name.GetString() : null;

    private static JsonElement? Element(JsonNode? node) => node is null ? null : JsonElement.Parse(node.ToJsonString());

    // As AWS writes them: the time, and something that no other has.
    private static string NewId(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds():d19}#{RandomNumberGenerator.GetString(IdDigits, 8)}");

    private static JsonObject Described(MemorySession session, MemoryEvent item, bool withPayload)
    {
        var described = new JsonObject
        {
            ["memoryId"] = session.MemoryId,
            ["actorId"] = session.ActorId,
            ["sessionId"] = session.SessionId,
            ["eventId"] = item.Id,
            ["eventTimestamp"] = Answers.Epoch(item.Timestamp),
            ["payload"] = withPayload ? JsonNode.Parse(item.Payload.GetRawText()) : new JsonArray(),
        };
        if (item.Branch is { } branch)
            described["branch"] = JsonNode.Parse(branch.GetRawText());
        if (item.Metadata is { } metadata)
            described["metadata"] = JsonNode.Parse(metadata.GetRawText());
        return described;
    }
}
