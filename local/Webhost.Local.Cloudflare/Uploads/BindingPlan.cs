using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>Makes a version's bindings from what an upload names, inherits and keeps. Secrets are sealed on the way.</summary>
internal sealed class BindingPlan(SecretBox secrets, ScriptKey key, string scriptId)
{
    /// <param name="uploaded">The bindings of the upload.</param>
    /// <param name="keepTypes">The types that stay when they are not named.</param>
    /// <param name="previous">The bindings of the version before.</param>
    public ApiResult<IReadOnlyList<Binding>> Make(IEnumerable<JsonObject> uploaded, IEnumerable<string> keepTypes, IReadOnlyList<Binding> previous)
    {
        var bindings = new List<Binding>();
        foreach (var definition in uploaded)
        {
            if (!Read(definition, previous).TryGet(out var binding, out var error))
                return error;
            if (bindings.Exists(other => other.Name == binding.Name))
                return ApiError.BindingNameTaken(binding.Name);
            bindings.Add(binding);
        }
        var kept = keepTypes.ToHashSet();
        bindings.AddRange(previous.Where(old => kept.Contains(old.Type) && !bindings.Exists(binding => binding.Name == old.Name)));
        return bindings;
    }

    /// <summary>A sealed secret.</summary>
    public Binding Secret(string name, string text) => new()
    {
        Name = name,
        Type = Binding.SecretText,
        Definition = new JsonObject
        {
            ["type"] = Binding.SecretText,
            ["name"] = name,
            [Binding.SealedText] = secrets.Seal(scriptId, name, text),
        },
    };

    private ApiResult<Binding> Read(JsonObject definition, IReadOnlyList<Binding> previous)
    {
        if (Text(definition, "name") is not { Length: > 0 } name)
            return ApiError.Invalid("A binding has no name.");
        var type = Text(definition, "type");
        switch (type)
        {
            case Binding.Inherit:
                var source = Text(definition, "old_name") ?? name;
                var inherited = previous.FirstOrDefault(binding => binding.Name == source);
                if (inherited is null)
                    return ApiError.BindingNotFound(source);
                return source == name ? inherited : ApiError.Invalid($"binding {name} inherits from {source}: the local Cloudflare does not rename bindings.");
            case Binding.SecretText:
                return Text(definition, "text") is { } secret ? Secret(name, secret) : Missing(name, type, "text");
            case Binding.PlainText when Text(definition, "text") is null:
                return Missing(name, type, "text");
            case Binding.DurableObject when Text(definition, "class_name") is null:
                return Missing(name, type, "class_name");
            case Binding.DurableObject when Text(definition, "script_name") is { } other && other != key.Name:
                return ApiError.Invalid($"binding {name} refers to the Durable Objects of another Worker, which the local Cloudflare does not support.");
            case Binding.PlainText or Binding.JsonValue or Binding.DurableObject or Binding.Ai or Binding.VersionMetadata:
                return new Binding { Name = name, Type = type, Definition = definition.DeepClone().AsObject() };
            default:
                return ApiError.Invalid($"binding {name} of type {type} is not supported by the local Cloudflare");
        }
    }

    private static ApiError Missing(string name, string type, string member) =>
        ApiError.Invalid($"binding {name} of type {type} must have a valid `{member}` specified");

    private static string? Text(JsonObject definition, string member) =>
        definition[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
