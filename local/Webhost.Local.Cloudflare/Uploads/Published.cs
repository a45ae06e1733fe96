using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>A change that has happened.</summary>
internal sealed record Published(ScriptRecord Record, ScriptVersion Version, ClassChange Classes);
