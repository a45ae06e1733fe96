using Webhost.Contracts.Invocation;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>The answer of a session's reading.</summary>
internal sealed record ShimSession(DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, long SizeBytes, int MessageCount, IReadOnlyList<Message>? Messages);
