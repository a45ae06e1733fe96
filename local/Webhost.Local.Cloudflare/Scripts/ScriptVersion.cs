using System.Text.Json.Nodes;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>An immutable version of a script: its modules, bindings and runtime settings.</summary>
internal sealed record ScriptVersion
{
    public required Guid Id { get; init; }

    /// <summary>Counts from 1 within the script.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>Who made it: <c>api</c>, <c>wrangler</c> or <c>secret</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The main module first.</summary>
    public required IReadOnlyList<ScriptModule> Modules { get; init; }

    public required IReadOnlyList<Binding> Bindings { get; init; }

    public required string CompatibilityDate { get; init; }

    public required IReadOnlyList<string> CompatibilityFlags { get; init; }

    public required IReadOnlyList<ExportedName> Exports { get; init; }

    /// <summary>Hash of the modules.</summary>
    public required string ETag { get; init; }

    public required int StartupTimeMs { get; init; }

    public JsonNode? Annotations { get; init; }

    public JsonNode? Limits { get; init; }

    public JsonNode? Placement { get; init; }

    /// <summary>The event handlers of the default export.</summary>
    public IReadOnlyList<string> Handlers => Exports.FirstOrDefault(export => export.Name == ExportedName.DefaultName)?.Handlers ?? [];

    /// <summary>Whether the version exports a class that can serve as a Durable Object. A class that extends nothing counts too, as Cloudflare takes it.</summary>
    public bool ExportsClass(string className) =>
        Exports.Any(export => export.Name == className && export.Kind is ExportedName.DurableObjectKind or "class");
}
