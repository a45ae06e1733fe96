using System.Collections;
using System.Globalization;

namespace Webhost.Local.Settings;

/// <summary>
/// The settings of the stack. What the sample holds is the default; <c>local.settings.json</c> and the environment override it. What depends
/// on ports and on keys of this machine is filled in by the services, unless the user has set it to something else than the sample's value.
/// </summary>
internal sealed class LocalSettings
{
    private const int MostControlPlanes = 8;
    private const int LargestPort = 65535;
    private const int LongestTrial = 365;
    private const int LargestSession = 8192;
    private const long Megabyte = 1024 * 1024;

    private readonly Dictionary<string, string> _defaults;
    private readonly Dictionary<string, string> _chosen;
    private readonly List<string> _problems = [];

    private LocalSettings(string root, Dictionary<string, string> defaults, Dictionary<string, string> chosen)
    {
        _defaults = defaults;
        _chosen = chosen;
        StateDirectory = Path.GetFullPath(Path.Combine(root, Text("Local__StateDirectory", "a directory")));
        Ports = new LocalPorts(
            Port("ControlPlane"), Port("Dashboard"), Port("Identity"), Port("KeyVault"), Port("CloudflareApi"), Port("Dispatcher"), Port("LemonSqueezy"), Port("AgentCore"), Port("Blob"), Port("Queue"), Port("Table"));
        ControlPlanes = Number("Local__ControlPlanes", 0, MostControlPlanes);
        StartTimeout = Seconds("Local__StartTimeoutSeconds");
        CloudflareIdle = Seconds("Local__Cloudflare__IdleSeconds");
        AgentCoreMemoryBytes = Number("Local__AgentCore__SessionMemoryMegabytes", 64, LargestSession) * Megabyte;
        TrialDays = Number("Local__LemonSqueezy__TrialDays", 0, LongestTrial);
        if (_problems.Count > 0)
            throw new StartException($"The settings are not complete: {string.Join("; ", _problems)}. See docs/settings.md.");
    }

    public string StateDirectory { get; }

    public LocalPorts Ports { get; }

    public int ControlPlanes { get; }

    public TimeSpan StartTimeout { get; }

    public TimeSpan CloudflareIdle { get; }

    /// <summary>Memory that a session of the local AgentCore may use.</summary>
    public long AgentCoreMemoryBytes { get; }

    /// <summary>Days of a free trial that the payment sandbox gives with a plan.</summary>
    public int TrialDays { get; }

    /// <summary>Reads the files of a repository and the environment.</summary>
    /// <exception cref="StartException">Something is missing or malformed; the message names all of it.</exception>
    public static LocalSettings Read(string root, IDictionary environment)
    {
        var sample = SettingsFile.Read(Path.Combine(root, "local.settings.sample.json"));
        var defaults = new Dictionary<string, string>(sample, StringComparer.OrdinalIgnoreCase);
        var chosen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var own = Path.Combine(root, "local.settings.json");
        if (File.Exists(own))
        {
            // A copy of the sample, as one makes it for the Functions tools, is no choice: only what differs is.
            foreach (var (name, value) in SettingsFile.Read(own))
            {
                if (!sample.TryGetValue(name, out var usual) || !string.Equals(usual, value, StringComparison.Ordinal))
                    chosen[name] = value;
            }
        }

        var sections = sample.Keys.Where(name => name.Contains("__", StringComparison.Ordinal)).Select(SectionOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (sample.ContainsKey(name) || chosen.ContainsKey(name) || (name.Contains("__", StringComparison.Ordinal) && sections.Contains(SectionOf(name))))
                chosen[name] = (string?)variable.Value ?? string.Empty;
        }

        return new LocalSettings(root, defaults, chosen);
    }

    /// <summary>A setting's value; empty when it has none.</summary>
    public string this[string name] => _chosen.GetValueOrDefault(name) ?? _defaults.GetValueOrDefault(name) ?? string.Empty;

    /// <summary>A setting's value when the user has set it; null when the sample's stands.</summary>
    public string? Chosen(string name) => _chosen.GetValueOrDefault(name);

    /// <summary>All settings for a control plane: the sample's, then what the services filled in, then what the user chose.</summary>
    public IReadOnlyDictionary<string, string> Compose(IEnumerable<KeyValuePair<string, string>> computed)
    {
        var composed = new Dictionary<string, string>(_defaults, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in computed.Concat(_chosen))
            composed[name] = value;
        return composed;
    }

    private static string SectionOf(string name) => name[..name.IndexOf("__", StringComparison.Ordinal)];

    private string Text(string name, string wanted)
    {
        if (string.IsNullOrWhiteSpace(this[name]))
            _problems.Add($"{name} is missing, it must be {wanted}");
        return this[name];
    }

    private int Port(string name) => Number($"Local__Ports__{name}", 1, LargestPort);

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Number(name, 1, int.MaxValue / 1000));

    private int Number(string name, int least, int most)
    {
        if (int.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        _problems.Add($"{name} is {(this[name].Length == 0 ? "missing" : $"'{this[name]}'")}, it must be a whole number from {least} to {most}");
        return least;
    }
}
