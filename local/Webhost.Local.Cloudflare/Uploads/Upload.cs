namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>A parsed upload, the main module first.</summary>
internal sealed record Upload(UploadMetadata Metadata, IReadOnlyList<UploadedModule> Modules);
