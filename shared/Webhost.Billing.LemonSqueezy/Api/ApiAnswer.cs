using System.Text.Json;

namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>Either the document or the error in its place.</summary>
internal readonly record struct ApiAnswer(JsonElement Document, ApiError? Error)
{
    /// <inheritdoc/>
    public override string ToString() => Error?.ToString() ?? nameof(Document);
}
