using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>A binding of an upload.</summary>
/// <param name="Type"><c>plain_text</c>, <c>secret_text</c>, <c>json</c>, <c>durable_object_namespace</c> or <c>ai</c>.</param>
/// <param name="Name">The binding's name in the Worker's environment.</param>
/// <param name="Text">The value of a text.</param>
/// <param name="ClassName">The class of a namespace.</param>
/// <param name="Json">The value of what is no text.</param>
internal sealed record UploadBinding(string Type, string Name, string? Text = null, string? ClassName = null, JsonElement? Json = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Name}";
}
