using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests.Fixtures;

/// <summary>A webhook as it came in.</summary>
/// <param name="Event">The header <c>X-Event-Name</c>.</param>
/// <param name="Signature">The header <c>X-Signature</c>.</param>
/// <param name="ContentType">The header <c>Content-Type</c>.</param>
/// <param name="Body">The body, to the byte.</param>
/// <param name="Connection">Which connection it came on.</param>
internal sealed record ReceivedWebhook(string Event, string Signature, string? ContentType, string Body, string Connection)
{
    public JsonNode Json { get; } = JsonNode.Parse(Body)!;

    public string Id => Json["data"]!["id"]!.GetValue<string>();

    public JsonNode Attributes => Json["data"]!["attributes"]!;
}
