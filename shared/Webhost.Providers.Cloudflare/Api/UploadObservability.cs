namespace Webhost.Providers.Cloudflare.Api;

/// <summary>What Cloudflare keeps of invocations.</summary>
internal sealed record UploadObservability(bool Enabled, double HeadSamplingRate);
