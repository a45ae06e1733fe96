using Microsoft.Extensions.Logging;
using Webhost.Local.KeyVault;
using Webhost.Local.Output;
using Webhost.Local.Ports;

namespace Webhost.Local.Parts;

/// <summary>The Key Vault emulator, inside this process.</summary>
internal sealed class KeyVaultService(ServiceContext context) : ILocalService
{
    private KeyVaultEmulator? _emulator;

    public string Name => "key vault";

    public IReadOnlyList<PortClaim> Ports => [new(Name, context.Settings.Ports.KeyVault, "Local__Ports__KeyVault")];

    public string Address => $"https://127.0.0.1:{context.Settings.Ports.KeyVault}";

    public string? WaitingFor => null;

    public IReadOnlyDictionary<string, string> ControlPlaneSettings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["KeyVault__Uri"] = $"{Address}/",
        ["KeyVault__CertificateAuthorityFile"] = Path.Combine(context.State.KeyVault, "ca.pem"),
        ["KeyVault__AccessToken"] = context.Secrets.KeyVaultToken,
    };

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _emulator = await KeyVaultEmulator.StartAsync(
            new KeyVaultEmulatorOptions
            {
                Port = context.Settings.Ports.KeyVault,
                StateDirectory = context.State.KeyVault,
                AccessToken = context.Secrets.KeyVaultToken,
                LoggerFactory = new TerminalLoggerFactory(context.Terminal, Name, LogLevel.Warning),
            },
            cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_emulator is not null)
            await _emulator.DisposeAsync().AsTask().WaitAsync(cancellationToken);
    }
}
