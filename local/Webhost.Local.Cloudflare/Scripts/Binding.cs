using System.Text.Json.Nodes;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>One binding of a version, as uploaded. The value of a secret is kept sealed.</summary>
internal sealed record Binding
{
    public const string PlainText = "plain_text";
    public const string SecretText = "secret_text";
    public const string JsonValue = "json";
    public const string DurableObject = "durable_object_namespace";
    public const string Ai = "ai";
    public const string VersionMetadata = "version_metadata";
    public const string Inherit = "inherit";

    /// <summary>Takes the place of <c>text</c> in a sealed secret.</summary>
    public const string SealedText = "sealed";

    public required string Name { get; init; }

    public required string Type { get; init; }

    /// <summary>The whole object, name and type included; of a secret with <c>sealed</c> for <c>text</c>.</summary>
    public required JsonObject Definition { get; init; }

    /// <summary>The class of a Durable Object binding.</summary>
    public string? ClassName => Definition["class_name"]?.GetValue<string>();

    /// <summary>What the API shows: everything but a secret's value.</summary>
    public JsonObject Shown()
    {
        var shown = Definition.DeepClone().AsObject();
        if (Type == SecretText)
        {
            shown.Remove("text");
            shown.Remove(SealedText);
        }
        return shown;
    }
}
