using System.Runtime.InteropServices;

namespace Webhost.Local.Parts;

/// <summary>Everything that runs. Services of the foundation start first and together; the applications on top know the addresses of all of them.</summary>
internal sealed class LocalStack
{
    private readonly ServiceContext _context;

    public LocalStack(ServiceContext context)
    {
        _context = context;
        Foundation =
        [
            new AzuriteService(context),
            new KeyVaultService(context),
            new IdentityService(context),
            new CloudflareService(context),
            new LemonSqueezyService(context),
            new AgentCoreService(context),
            new DashboardService(context),
        ];
        Applications =
        [
            .. Enumerable.Range(1, context.Settings.ControlPlanes).Select(number => new ControlPlaneService(context, number, ControlPlaneSettings)),
        ];
    }

    /// <summary>What the applications need.</summary>
    public IReadOnlyList<ILocalService> Foundation { get; }

    /// <summary>What users reach.</summary>
    public IReadOnlyList<ILocalService> Applications { get; }

    public IEnumerable<ILocalService> All => Foundation.Concat(Applications);

    private IReadOnlyDictionary<string, string> ControlPlaneSettings()
    {
        var shared = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PublicBaseUrl"] = _context.PublicBaseUrl,
            ["Email__DropDirectory"] = Path.Combine(_context.State.Root, "mail"),
            ["Build__EsbuildPath"] = _context.NodeModule($"@esbuild/linux-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}/bin/esbuild"),
            ["Build__VendoredPackagesPath"] = Path.Combine(_context.Root, "shim-worker", "vendor", "node_modules"),
        };
        return _context.Settings.Compose(shared.Concat(Foundation.SelectMany(service => service.ControlPlaneSettings)));
    }
}
