using Webhost.Local.Output;
using Webhost.Local.Processes;
using Webhost.Local.Settings;
using Webhost.Local.State;

namespace Webhost.Local.Parts;

/// <summary>What services are made with.</summary>
internal sealed record ServiceContext(string Root, LocalSettings Settings, StateDirectory State, LocalSecrets Secrets, RunRecords Records, Terminal Terminal)
{
    /// <summary>Where the control plane is reached: at its port, unless the user has set another address.</summary>
    public string PublicBaseUrl => Settings.Chosen("PublicBaseUrl") ?? $"http://127.0.0.1:{Settings.Ports.ControlPlane}";

    /// <summary>A file of the root's <c>node_modules</c>.</summary>
    public string NodeModule(string path) => Required(Path.Combine(Root, "node_modules", path), "run './dev up', which installs the npm packages");

    /// <summary>A file that must be there.</summary>
    /// <exception cref="StartException">It is not; the message says what to do.</exception>
    public static string Required(string path, string remedy) =>
        File.Exists(path) ? path : throw new StartException($"{path} is missing: {remedy}.");
}
