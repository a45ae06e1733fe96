namespace Webhost.Providers.Cloudflare.Api;

/// <summary>The limits of an invocation.</summary>
internal sealed record UploadLimits(int CpuMs, int Subrequests);
