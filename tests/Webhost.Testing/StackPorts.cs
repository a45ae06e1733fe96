using System.Globalization;

namespace Webhost.Testing;

/// <summary>A free port for each part of the local stack, so that it runs beside any other.</summary>
public sealed class StackPorts
{
    private static readonly string[] Names = ["ControlPlane", "Dashboard", "Identity", "KeyVault", "CloudflareApi", "Dispatcher", "LemonSqueezy", "AgentCore", "Blob", "Queue", "Table"];

    private readonly Dictionary<string, int> _ports = Names.Zip(FreePorts.Take(Names.Length)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    /// <summary>The port of a part, by its name in the settings.</summary>
    public int this[string name] => _ports[name];

    /// <summary>The settings that say so, as environment variables.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings =>
        _ports.Select(pair => KeyValuePair.Create($"Local__Ports__{pair.Key}", pair.Value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The address of a part that speaks plain HTTP.</summary>
    public Uri Address(string name) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{this[name]}"));
}
