using System.Text.Json;
using Webhost.Contracts.Invocation;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>The whole answer of an invocation.</summary>
internal sealed record ShimAnswer(string? Text, IReadOnlyList<Message>? Messages, JsonElement? Data, Usage? Usage);
