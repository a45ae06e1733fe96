using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>A module part of an upload.</summary>
internal sealed record UploadedModule(string Name, ModuleKind Kind, byte[] Content);
