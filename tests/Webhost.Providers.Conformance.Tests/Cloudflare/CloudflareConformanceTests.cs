namespace Webhost.Providers.Conformance.Tests.Cloudflare;

public sealed class CloudflareConformanceTests(CloudflareRuntime runtime) : RuntimeConformance<CloudflareRuntime>(runtime);
