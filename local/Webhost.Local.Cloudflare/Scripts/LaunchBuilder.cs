using System.Text.Json.Nodes;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>Makes what a process starts from out of a version: the one place where secrets are opened.</summary>
internal sealed class LaunchBuilder(ScriptStore store, SecretBox secrets)
{
    /// <param name="scriptId">The script that the version belongs to, or will.</param>
    /// <param name="version">The version to run.</param>
    /// <param name="classes">The script's Durable Object classes.</param>
    public WorkerdLaunch Build(string scriptId, ScriptVersion version, IReadOnlyList<DurableClass> classes) => new()
    {
        Folder = store.FolderOf(scriptId),
        Modules = version.Modules,
        CompatibilityDate = version.CompatibilityDate,
        CompatibilityFlags = version.CompatibilityFlags,
        Bindings = [.. version.Bindings.Select(binding => $"(name = {Capnp.Text(binding.Name)}, {Value(scriptId, version, binding)})")],
        Classes = classes,
    };

    private string Value(string scriptId, ScriptVersion version, Binding binding) => binding.Type switch
    {
        Binding.PlainText => $"text = {Capnp.Text(TextOf(binding, "text"))}",
        Binding.SecretText => $"text = {Capnp.Text(secrets.Open(scriptId, binding.Name, TextOf(binding, Binding.SealedText)))}",
        Binding.JsonValue => $"json = {Capnp.Text(binding.Definition["json"]?.ToJsonString() ?? "null")}",
        Binding.DurableObject => $"durableObjectNamespace = (className = {Capnp.Text(TextOf(binding, "class_name"))})",
        Binding.Ai => "wrapped = (moduleName = \"webhost-internal:ai\")",
        Binding.VersionMetadata => $"json = {Capnp.Text(Metadata(version).ToJsonString())}",
        _ => throw new InvalidOperationException($"A binding of type {binding.Type} passed the upload's checks."),
    };

    private static JsonObject Metadata(ScriptVersion version) => new()
    {
        ["id"] = version.Id.ToString(),
        ["tag"] = version.Annotations?["workers/tag"]?.GetValue<string>() ?? "",
        ["timestamp"] = version.CreatedOn.ToString("O"),
    };

    private static string TextOf(Binding binding, string member) =>
        binding.Definition[member]?.GetValue<string>() ?? throw new InvalidDataException($"The binding {binding.Name} has no {member}.");
}
