using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>What a successful validation boot saw.</summary>
internal sealed record Validated(IReadOnlyList<ExportedName> Exports, int StartupTimeMs);
