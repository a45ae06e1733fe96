namespace Webhost.Providers.Cloudflare;

/// <summary>The section <c>Cloudflare</c>. Without it the runtime is off; with a part of it the start fails and names what is missing.</summary>
public sealed class CloudflareOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cloudflare";

    /// <summary>The API's base address.</summary>
    public string ApiBaseUrl { get; set; } = "https://api.cloudflare.com/client/v4";

    /// <summary>The account.</summary>
    public string AccountId { get; set; } = string.Empty;

    /// <summary>An API token that may edit Workers scripts.</summary>
    public string ApiToken { get; set; } = string.Empty;

    /// <summary>Where the agents' Workers are kept.</summary>
    public CloudflareDriver Driver { get; set; }

    /// <summary>The dispatch namespace; needed unless <see cref="Driver"/> is <see cref="CloudflareDriver.Account"/>.</summary>
    public string DispatchNamespace { get; set; } = string.Empty;

    /// <summary>
    /// The dispatcher Worker's address. With <c>{script}</c> in it, that is replaced by the Worker's name instead of putting the name before the path:
    /// <c>https://{script}.example.workers.dev</c> for Workers of the account itself.
    /// </summary>
    public string DispatcherUrl { get; set; } = string.Empty;

    /// <summary>What the control plane proves itself to the dispatcher Worker with: that Worker's secret <c>DISPATCH_KEY</c>. Workers that are reached themselves are not sent it.</summary>
    public string DispatchKey { get; set; } = string.Empty;

    /// <summary>The compatibility date of every Worker that names no earlier one.</summary>
    public string CompatibilityDate { get; set; } = "2026-11-01";

    /// <summary>Milliseconds of processor time that an invocation may take.</summary>
    public int CpuMs { get; set; } = 30_000;

    /// <summary>Requests that an invocation may send.</summary>
    public int Subrequests { get; set; } = 1_000;

    /// <summary>The largest Worker in bytes, compressed.</summary>
    public long MaximumScriptBytes { get; set; } = 10L * 1024 * 1024;

    /// <summary>Calls to the API a second, for all deployments of this process together; the token's limit is 1,200 in 5 minutes.</summary>
    public double ApiCallsPerSecond { get; set; } = 3.5;

    /// <summary>Calls to the API that may be made at once after a quiet time.</summary>
    public int ApiBurst { get; set; } = 100;

    /// <summary>How long one call to the API may take.</summary>
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a call to the API is made, the first time included, when trouble may pass.</summary>
    public int ApiAttempts { get; set; } = 5;

    /// <summary>How long a probe waits for a deployment that is still spreading.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest answer of an agent in bytes, streamed or not.</summary>
    public int MaximumOutputBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The longest invocation.</summary>
    public TimeSpan MaximumInvocation { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an idle session is kept.</summary>
    public TimeSpan SessionTimeToLive { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The share of invocations whose logs Cloudflare keeps, 0 to 1.</summary>
    public double ObservabilitySampling { get; set; } = 1;
}
