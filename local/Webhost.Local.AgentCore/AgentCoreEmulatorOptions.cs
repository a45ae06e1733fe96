using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore;

/// <summary>How the local AgentCore runs.</summary>
public sealed record AgentCoreEmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where runtimes, objects and keys are kept.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The access key id of the account's user.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>Its secret access key.</summary>
    public required string SecretAccessKey { get; init; }

    /// <summary>The one region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The one account: 12 digits.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>Buckets that are there from the start.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = [];

    /// <summary>How long a version takes from CREATING or UPDATING to READY.</summary>
    public TimeSpan ProvisioningTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long an agent may take until its first healthy answer to a ping.</summary>
    public TimeSpan StartupTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How far a client's clock may be off.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a session without calls is asked whether it is busy.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Sessions that may be open at once (<c>maxVms</c>).</summary>
    public int MaximumSessions { get; init; } = 500;

    /// <summary>Memory of one session.</summary>
    public long SessionMemoryBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Processes and threads of one session.</summary>
    public int SessionProcesses { get; init; } = 128;

    /// <summary>Files that a process of a session may have open.</summary>
    public int SessionOpenFiles { get; init; } = 1024;

    /// <summary>Connections that a session may have open at once to this machine's ports and to the world, where it has a network of its own.</summary>
    public int SessionConnections { get; init; } = 256;

    /// <summary>Processor time of a process of a session.</summary>
    public TimeSpan SessionCpuTime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Ports of this machine that agents may reach besides this emulator's own: the control plane's, for telemetry.</summary>
    public IReadOnlyList<int> ReachablePorts { get; init; } = [];

    /// <summary>How far sessions are apart at most; the machine may allow less.</summary>
    internal IsolationLevel MostIsolation { get; init; } = IsolationLevel.Namespaces;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where log lines go; they never hold a key, a secret or what agents say.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(AccessKeyId) || string.IsNullOrWhiteSpace(SecretAccessKey))
            throw new InvalidOperationException("The local AgentCore needs an access key id and a secret access key.");
        if (AccountId.Length != 12 || !AccountId.All(char.IsAsciiDigit))
            throw new InvalidOperationException($"{nameof(AccountId)} of the local AgentCore must have 12 digits.");
    }
}
