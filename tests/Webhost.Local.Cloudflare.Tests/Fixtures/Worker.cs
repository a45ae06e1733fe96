using System.Text.Json.Nodes;

namespace Webhost.Local.Cloudflare.Tests.Fixtures;

/// <summary>A Worker to upload.</summary>
public sealed record Worker(string Source)
{
    /// <summary>A Worker with a Durable Object <c>Counter</c>: any path counts up; <c>/alarm?ms=</c> sets an alarm that counts 1000.</summary>
    public const string CounterSource = """
        import { DurableObject } from "cloudflare:workers";
        export class Counter extends DurableObject {
          async fetch(request) {
            const url = new URL(request.url);
            if (url.pathname === "/alarm") {
              await this.ctx.storage.setAlarm(Date.now() + Number(url.searchParams.get("ms")));
              return new Response("set");
            }
            if (url.pathname === "/read") return new Response(String((await this.ctx.storage.get("n")) ?? 0));
            return new Response(String(await this.add(1)));
          }
          async alarm() { await this.add(1000); }
          async add(n) {
            const sum = ((await this.ctx.storage.get("n")) ?? 0) + n;
            await this.ctx.storage.put("n", sum);
            return sum;
          }
        }
        export default { fetch: (request, env) => env.COUNTER.getByName("one").fetch(request) };
        """;

    public JsonArray Bindings { get; init; } = [];

    public JsonObject Extra { get; init; } = [];

    /// <summary>More parts: name, media type, content.</summary>
    public IReadOnlyList<(string Name, string MediaType, byte[] Content)> Modules { get; init; } = [];

    public static Worker Counter(bool withMigration = true) => new(CounterSource)
    {
        Bindings = [Durable("COUNTER", "Counter")],
        Extra = withMigration ? Migration("v1", new JsonObject { ["new_sqlite_classes"] = new JsonArray("Counter") }) : [],
    };

    public static JsonObject Durable(string name, string className) =>
        new() { ["type"] = "durable_object_namespace", ["name"] = name, ["class_name"] = className };

    public static JsonObject Text(string name, string text) => new() { ["type"] = "plain_text", ["name"] = name, ["text"] = text };

    public static JsonObject Secret(string name, string text) => new() { ["type"] = "secret_text", ["name"] = name, ["text"] = text };

    public static JsonObject Migration(string newTag, JsonObject step, string? oldTag = null) => new()
    {
        ["migrations"] = new JsonObject { ["old_tag"] = oldTag, ["new_tag"] = newTag, ["steps"] = new JsonArray(step) },
    };

    /// <summary>The multipart body.</summary>
    public MultipartFormDataContent ToContent()
    {
        var metadata = new JsonObject
        {
            ["main_module"] = "index.js",
            ["bindings"] = Bindings.DeepClone(),
            ["compatibility_date"] = "2026-11-01",
        };
        foreach (var (name, value) in Extra)
            metadata[name] = value?.DeepClone();
        var content = new MultipartFormDataContent { { Json(metadata), "metadata" } };
        Add(content, "index.js", "application/javascript+module", System.Text.Encoding.UTF8.GetBytes(Source));
        foreach (var (name, mediaType, bytes) in Modules)
            Add(content, name, mediaType, bytes);
        return content;
    }

    private static StringContent Json(JsonObject value) => new(value.ToJsonString(), System.Text.Encoding.UTF8, "application/json");

    private static void Add(MultipartFormDataContent content, string name, string mediaType, byte[] bytes)
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.ContentType = new(mediaType);
        content.Add(part, name, name);
    }
}
