using System.Text.Json.Nodes;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>The <c>metadata</c> part of an upload. Members that have no meaning here are not named and pass unread, as the API lets them.</summary>
internal sealed record UploadMetadata
{
    public string? MainModule { get; init; }

    /// <summary>Names the script of the service-worker format, which has no modules.</summary>
    public string? BodyPart { get; init; }

    public IReadOnlyList<JsonObject>? Bindings { get; init; }

    /// <summary>Types of bindings that stay as they were when the upload doesn't name them.</summary>
    public IReadOnlyList<string>? KeepBindings { get; init; }

    public string? CompatibilityDate { get; init; }

    public IReadOnlyList<string>? CompatibilityFlags { get; init; }

    public UploadMigrations? Migrations { get; init; }

    /// <summary>Declarative exports by class name; takes the place of migrations.</summary>
    public IReadOnlyDictionary<string, UploadExport>? Exports { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public JsonNode? Limits { get; init; }

    public JsonNode? Observability { get; init; }

    public JsonNode? Placement { get; init; }

    public JsonNode? Annotations { get; init; }

    public JsonNode? TailConsumers { get; init; }

    public JsonNode? Assets { get; init; }

    public JsonArray? Containers { get; init; }

    public bool? Logpush { get; init; }

    public CodeUpdateStrategy? CodeUpdateStrategy { get; init; }
}
