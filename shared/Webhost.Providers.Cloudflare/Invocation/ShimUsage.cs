using Webhost.Contracts.Invocation;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>The data of a <c>usage</c> event.</summary>
internal sealed record ShimUsage(Usage? Usage);
