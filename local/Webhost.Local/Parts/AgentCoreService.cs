using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.Output;
using Webhost.Local.Ports;

namespace Webhost.Local.Parts;

/// <summary>The local AgentCore with its S3, inside this process; each session of an agent is a process that it starts and ends itself.</summary>
internal sealed class AgentCoreService(ServiceContext context) : ILocalService
{
    private const string Region = "us-east-1";
    private const string AccountId = "123456789012";
    private const string Bucket = "webhost-artifacts";

    private AgentCoreEmulator? _emulator;
    private string? _python;

    public string Name => "agentcore";

    public IReadOnlyList<PortClaim> Ports => [new(Name, context.Settings.Ports.AgentCore, "Local__Ports__AgentCore")];

    public string Address => $"http://127.0.0.1:{context.Settings.Ports.AgentCore}";

    public string? WaitingFor => null;

    public IReadOnlyDictionary<string, string> ControlPlaneSettings
    {
        get
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AgentCore__Region"] = Region,
                ["AgentCore__AccountId"] = AccountId,
                ["AgentCore__ExecutionRoleArn"] = $"arn:aws:iam::{AccountId}:role/webhost-agents",
                ["AgentCore__Bucket"] = Bucket,
                ["AgentCore__ServiceUrl"] = Address,
                ["AgentCore__S3ServiceUrl"] = Address,
                ["AgentCore__AccessKeyId"] = context.Secrets.AgentCoreAccessKeyId,
                ["AgentCore__SecretAccessKey"] = context.Secrets.AgentCoreSecretAccessKey,
                ["AgentCore__Architecture"] = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x86_64",
            };
            if (_python is not null)
                settings["AgentCore__DefaultPython"] = _python;
            return settings;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Packages with machine code are for one Python and one processor, and this machine's are not AWS's.
        _python = await MachinePython.FindAsync();
        _emulator = await AgentCoreEmulator.StartAsync(
            new AgentCoreEmulatorOptions
            {
                Port = context.Settings.Ports.AgentCore,
                StateDirectory = context.State.AgentCore,
                AccessKeyId = context.Secrets.AgentCoreAccessKeyId,
                SecretAccessKey = context.Secrets.AgentCoreSecretAccessKey,
                Region = Region,
                AccountId = AccountId,
                Buckets = [Bucket],
                ReachablePorts = [new Uri(context.PublicBaseUrl) is { IsLoopback: true } own ? own.Port : context.Settings.Ports.ControlPlane],
                SessionMemoryBytes = context.Settings.AgentCoreMemoryBytes,
                LoggerFactory = new TerminalLoggerFactory(context.Terminal, Name, LogLevel.Information),
            },
            cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_emulator is not null)
            await _emulator.DisposeAsync().AsTask().WaitAsync(cancellationToken);
    }
}
