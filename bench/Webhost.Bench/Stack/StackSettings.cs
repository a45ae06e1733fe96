using Webhost.Testing;

namespace Webhost.Bench.Stack;

/// <summary>The settings of a stack for benchmarks, as environment variables: its own ports and state, and limits that nothing reaches.</summary>
internal sealed class StackSettings
{
    private readonly StackPorts _ports;

    public StackSettings(StackPorts ports)
    {
        _ports = ports;
        // A short path: Unix sockets lie in it.
        StateDirectory = Path.Combine(Path.GetTempPath(), $"wb-{Path.GetRandomFileName()}");
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Local__StateDirectory"] = StateDirectory,
            ["Plans__free__agents"] = "unlimited",
            // Not unlimited: counting is part of what is measured.
            ["Plans__free__requestsPerMonth"] = "1000000000000",
            ["Plans__free__tokensPerMonth"] = "1000000000000000",
            ["Plans__free__computeMsPerMonth"] = "1000000000000000",
            ["Plans__free__storageBytes"] = "unlimited",
            ["Plans__free__requestsPerSecondPerUser"] = "1000000",
            ["Plans__free__requestsPerSecondPerAgent"] = "1000000",
        };
        foreach ((string name, string port) in ports.Settings)
            Variables[name] = port;
    }

    /// <summary>Where the stack keeps everything.</summary>
    public string StateDirectory { get; }

    /// <summary>The variables; a benchmark may add some.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>The address of a service.</summary>
    public Uri Address(string port) => _ports.Address(port);
}
