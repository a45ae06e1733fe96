using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare;
using Webhost.Local.Output;
using Webhost.Local.Ports;

namespace Webhost.Local.Parts;

/// <summary>The local Cloudflare, inside this process; its scripts run in processes that it starts and ends itself.</summary>
internal sealed class CloudflareService(ServiceContext context) : ILocalService
{
    // Where Debian's libeatmydata1 puts it. Azurite does not wait for the disk either.
    private static readonly string[] NoSyncLibraries = ["/usr/lib/x86_64-linux-gnu/libeatmydata.so", "/usr/lib/aarch64-linux-gnu/libeatmydata.so"];

    private CloudflareFacade? _facade;

    public string Name => "cloudflare";

    public IReadOnlyList<PortClaim> Ports =>
    [
        new("cloudflare API", context.Settings.Ports.CloudflareApi, "Local__Ports__CloudflareApi"),
        new("cloudflare dispatcher", context.Settings.Ports.Dispatcher, "Local__Ports__Dispatcher"),
    ];

    public string Address => $"http://127.0.0.1:{context.Settings.Ports.CloudflareApi}/client/v4";

    public string? WaitingFor => null;

    public IReadOnlyDictionary<string, string> ControlPlaneSettings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Cloudflare__ApiBaseUrl"] = Address,
        ["Cloudflare__AccountId"] = context.Secrets.CloudflareAccountId,
        ["Cloudflare__ApiToken"] = context.Secrets.CloudflareApiToken,
        ["Cloudflare__DispatcherUrl"] = $"http://127.0.0.1:{context.Settings.Ports.Dispatcher}",
        ["Cloudflare__DispatchKey"] = context.Secrets.CloudflareDispatchKey,
    };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "64";
        var options = new CloudflareFacadeOptions
        {
            ApiPort = context.Settings.Ports.CloudflareApi,
            DispatcherPort = context.Settings.Ports.Dispatcher,
            StateDirectory = context.State.Cloudflare,
            AccountId = context.Secrets.CloudflareAccountId,
            ApiToken = context.Secrets.CloudflareApiToken,
            DispatchKey = context.Secrets.CloudflareDispatchKey,
            DispatchNamespace = context.Settings["Cloudflare__DispatchNamespace"],
            WorkerdPath = context.NodeModule($"@cloudflare/workerd-linux-{architecture}/bin/workerd"),
            NoSyncLibrary = NoSyncLibraries.FirstOrDefault(File.Exists),
            DispatcherScriptPath = ServiceContext.Required(Path.Combine(context.Root, "shim-worker", "dist", "dispatcher.js"), "run './dev up', which builds it"),
            IdleTimeout = context.Settings.CloudflareIdle,
        };
        _facade = new CloudflareFacade(options, new TerminalLoggerFactory(context.Terminal, Name, LogLevel.Information));
        await _facade.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_facade is not null)
            await _facade.DisposeAsync().AsTask().WaitAsync(cancellationToken);
    }
}
