using System.Text.Json;
using Webhost.Contracts.Invocation;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>The data of a <c>done</c> event.</summary>
internal sealed record ShimDone(IReadOnlyList<Message>? Messages, JsonElement? Data);
