using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.Cloudflare.Scripts;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>What scripts of the account and of a dispatch namespace have in common: content, bindings, secrets, settings, tags, deletion.</summary>
internal static class ScriptRoutes
{
    private const int MostTags = 8;

    /// <param name="group">The routes below <c>scripts/{name}</c>.</param>
    /// <param name="api">What the routes work with.</param>
    public static void MapScript(this RouteGroupBuilder group, ApiContext api)
    {
        group.MapPut("", async Task<Envelope> (HttpContext http) => await UploadAsync(http, api, PublishMode.Deploy,
            (published, upload) => ScriptView.Uploaded(published, upload.Metadata.Exports is not null)));
        group.MapDelete("", async Task<Envelope> (HttpContext http) => Envelope.Of(await api.Changes.DeleteAsync(KeyOf(http)), _ => null));
        group.MapGet("/content", async Task<IResult> (HttpContext http) => await ContentAsync(http, api));
        group.MapGet("/bindings", (HttpContext http) => Envelope.Of(api.Find(KeyOf(http)), script => ScriptView.Bindings(script.Record.Deployed)));
        MapSecrets(group, api);
        MapSettings(group, api);
        MapTags(group, api);
    }

    /// <summary>The script that the route names.</summary>
    public static ScriptKey KeyOf(HttpContext http) =>
        new(http.GetRouteValue("dispatchNamespace") as string, http.GetRouteValue("name") as string ?? "");

    public static async Task<Envelope> UploadAsync(HttpContext http, ApiContext api, PublishMode mode, Func<Published, Upload, JsonNode> view)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = UploadReader.LargestBody;
        if (!(await UploadReader.ReadAsync(http.Request, api.Options.MaxScriptBytes, http.RequestAborted)).TryGet(out var upload, out var error))
            return Envelope.Of(error);
        var outcome = await api.Publisher.PublishAsync(KeyOf(http), upload, mode, ApiContext.SourceOf(http.Request), http.RequestAborted);
        return Envelope.Of(outcome, published => view(published, upload));
    }

    /// <summary>The modules as a multipart body, as they were uploaded.</summary>
    public static async Task<IResult> ContentAsync(HttpContext http, ApiContext api)
    {
        if (!api.Find(KeyOf(http)).TryGet(out var script, out var error))
            return Envelope.Of(error);
        var record = script.Record;
        using var content = new MultipartFormDataContent();
        foreach (var module in record.Deployed.Modules)
        {
            var part = new ByteArrayContent(await File.ReadAllBytesAsync(api.Store.ModuleFile(record.Id, module.Hash), http.RequestAborted));
            part.Headers.ContentType = new(MediaTypeOf(module.Kind));
            content.Add(part, module.Name, module.Name);
        }
        http.Response.ContentType = content.Headers.ContentType!.ToString();
        http.Response.Headers["cf-entrypoint"] = record.Deployed.Modules[0].Name;
        await content.CopyToAsync(http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static void MapSecrets(RouteGroupBuilder group, ApiContext api)
    {
        group.MapGet("/secrets", (HttpContext http) =>
            api.Find(KeyOf(http)).TryGet(out var script, out var error) ? Envelope.Of(Secrets(script.Record)) : Envelope.Of(error));
        group.MapGet("/secrets/{secret}", (HttpContext http, string secret) =>
            api.Find(KeyOf(http)).TryGet(out var script, out var error)
                ? Secrets(script.Record).FirstOrDefault(item => item["name"]!.GetValue<string>() == secret) is { } found
                    ? Envelope.Of(found)
                    : Envelope.Of(ApiError.BindingNotFound(secret))
                : Envelope.Of(error));
        group.MapPut("/secrets", async Task<Envelope> (HttpContext http) =>
        {
            if (!(await ApiContext.ReadJsonAsync(http.Request, http.RequestAborted)).TryGet(out var body, out var error))
                return Envelope.Of(error);
            if (Text(body, "name") is not { Length: > 0 } name || Text(body, "text") is not { } text)
                return Envelope.Of(ApiError.Invalid("A secret has a name and a text."));
            if (Text(body, "type") is not (null or Binding.SecretText))
                return Envelope.Of(ApiError.Invalid("The local Cloudflare keeps secrets of the type secret_text only"));
            return Envelope.Of(await api.Changes.SetSecretsAsync(KeyOf(http), new Dictionary<string, string?> { [name] = text }, http.RequestAborted), _ => Secret(name));
        });
        group.MapDelete("/secrets/{secret}", async Task<Envelope> (HttpContext http, string secret) =>
            Envelope.Of(await api.Changes.SetSecretsAsync(KeyOf(http), new Dictionary<string, string?> { [secret] = null }, http.RequestAborted), _ => null));
        group.MapPatch("/secrets-bulk", async Task<Envelope> (HttpContext http) =>
        {
            if (!(await ApiContext.ReadJsonAsync(http.Request, http.RequestAborted)).TryGet(out var body, out var error))
                return Envelope.Of(error);
            var changes = new Dictionary<string, string?>();
            foreach (var (name, value) in (body as JsonObject)?["secrets"] as JsonObject ?? [])
            {
                if (value is not null && Text(value, "text") is null)
                    return Envelope.Of(ApiError.Invalid($"The secret {name} has no text."));
                changes[name] = value is null ? null : Text(value, "text");
            }
            return Envelope.Of(await api.Changes.SetSecretsAsync(KeyOf(http), changes, http.RequestAborted), record => new JsonArray([.. Secrets(record)]));
        });
    }

    private static void MapSettings(RouteGroupBuilder group, ApiContext api)
    {
        group.MapGet("/settings", (HttpContext http) => Envelope.Of(api.Find(KeyOf(http)), script => ScriptView.Settings(script.Record)));
        group.MapPatch("/settings", async Task<Envelope> (HttpContext http) => await PatchSettingsAsync(http, api));
        group.MapGet("/script-settings", (HttpContext http) => Envelope.Of(api.Find(KeyOf(http)), script => ScriptView.Settings(script.Record)));
        group.MapPatch("/script-settings", async Task<Envelope> (HttpContext http) => await PatchSettingsAsync(http, api));
    }

    private static async Task<Envelope> PatchSettingsAsync(HttpContext http, ApiContext api)
    {
        UploadMetadata? changes;
        try
        {
            if (http.Request.HasFormContentType)
            {
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                var text = form.Files.GetFile("settings") is { } file ? await new StreamReader(file.OpenReadStream()).ReadToEndAsync(http.RequestAborted) : form["settings"].ToString();
                changes = JsonSerializer.Deserialize(text, UploadJson.Default.UploadMetadata);
            }
            else
            {
                changes = await JsonSerializer.DeserializeAsync(http.Request.Body, UploadJson.Default.UploadMetadata, http.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            return Envelope.Of(ApiError.BadContent(exception.Message));
        }
        if (changes is null)
            return Envelope.Of(ApiError.BadContent("there are no settings."));
        if (changes.Tags is { Count: > MostTags })
            return Envelope.Of(ApiError.Invalid($"A Worker has at most {MostTags} tags"));

        var key = KeyOf(http);
        var versioned = changes is not { Bindings: null, CompatibilityDate: null, CompatibilityFlags: null, Limits: null, Placement: null };
        if (versioned && (await api.Changes.AmendAsync(key, changes, http.RequestAborted)).Error is { } error)
            return Envelope.Of(error);
        var outcome = await api.Changes.UpdateSettingsAsync(key, settings => settings with
        {
            Tags = changes.Tags ?? settings.Tags,
            Observability = changes.Observability ?? settings.Observability,
            TailConsumers = changes.TailConsumers ?? settings.TailConsumers,
            Logpush = changes.Logpush ?? settings.Logpush,
        }, http.RequestAborted);
        return Envelope.Of(outcome, ScriptView.Settings);
    }

    private static void MapTags(RouteGroupBuilder group, ApiContext api)
    {
        group.MapGet("/tags", (HttpContext http) => Envelope.Of(api.Find(KeyOf(http)), script => ScriptView.Strings(script.Record.Settings.Tags)));
        group.MapPut("/tags", async Task<Envelope> (HttpContext http) =>
        {
            if (!(await ApiContext.ReadJsonAsync(http.Request, http.RequestAborted)).TryGet(out var body, out var error))
                return Envelope.Of(error);
            return body is JsonArray items && items.All(item => item?.GetValueKind() == JsonValueKind.String)
                ? await SetTagsAsync(http, api, _ => items.Select(item => item!.GetValue<string>()))
                : Envelope.Of(ApiError.BadContent("the tags are a list of texts."));
        });
        group.MapPut("/tags/{tag}", async Task<Envelope> (HttpContext http, string tag) => await SetTagsAsync(http, api, tags => tags.Append(tag)));
        group.MapDelete("/tags/{tag}", async Task<Envelope> (HttpContext http, string tag) => await SetTagsAsync(http, api, tags => tags.Where(item => item != tag)));
    }

    private static async Task<Envelope> SetTagsAsync(HttpContext http, ApiContext api, Func<IReadOnlyList<string>, IEnumerable<string>> change)
    {
        var outcome = await api.Changes.UpdateSettingsAsync(KeyOf(http), settings =>
        {
            IReadOnlyList<string> tags = [.. change(settings.Tags).Distinct()];
            return tags.Count > MostTags ? ApiError.Invalid($"A Worker has at most {MostTags} tags") : settings with { Tags = tags };
        }, http.RequestAborted);
        return Envelope.Of(outcome, record => ScriptView.Strings(record.Settings.Tags));
    }

    private static IEnumerable<JsonObject> Secrets(ScriptRecord record) =>
        record.Latest.Bindings.Where(binding => binding.Type == Binding.SecretText).Select(binding => Secret(binding.Name));

    private static JsonObject Secret(string name) => new() { ["name"] = name, ["type"] = Binding.SecretText };

    private static string? Text(JsonNode body, string member) =>
        body is JsonObject members && members[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string MediaTypeOf(ModuleKind kind) => kind switch
    {
        ModuleKind.EsModule => "application/javascript+module",
        ModuleKind.CommonJs => "application/javascript",
        ModuleKind.Wasm => "application/wasm",
        ModuleKind.Json => "application/json",
        ModuleKind.Text => "text/plain",
        _ => "application/octet-stream",
    };
}
