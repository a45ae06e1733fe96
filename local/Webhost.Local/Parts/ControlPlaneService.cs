using Webhost.Local.Ports;
using Webhost.Local.Processes;

namespace Webhost.Local.Parts;

/// <summary>A control plane: the Functions app as a process of its own, with the settings of the whole stack.</summary>
internal sealed class ControlPlaneService(ServiceContext context, int number, Func<IReadOnlyDictionary<string, string>> settings)
    : ProcessService(context, number == 1 ? "control plane" : $"control plane {number}")
{
    private const int PortDistance = 100;

    public override IReadOnlyList<PortClaim> Ports => [new(Name, Port, "Local__Ports__ControlPlane")];

    public override string Address => $"http://127.0.0.1:{Port}";

    private int Port => Context.Settings.Ports.ControlPlane + (PortDistance * (number - 1));

    protected override ChildCommand Command()
    {
        var assembly = ServiceContext.Required(AssemblyPath(), "build it with './dev up', or check Local__ControlPlanePath");
        var environment = new Dictionary<string, string>(settings(), StringComparer.OrdinalIgnoreCase) { ["ASPNETCORE_URLS"] = Address };
        // Of the embedded host, which cuts answers off one and a half seconds later: at its usual pace it would be killed before it has written what they used.
        environment.TryAdd("drainTimeoutSeconds", "0.5");
        // One line an entry, and nothing of what the stack says itself.
        environment.TryAdd("Logging__Console__FormatterName", "simple");
        environment.TryAdd("Logging__Console__FormatterOptions__SingleLine", "true");
        environment.TryAdd("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Warning");
        return new ChildCommand
        {
            Program = "dotnet",
            Arguments = [assembly],
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
            Environment = environment,
            Without = ["ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"],
        };
    }

    protected override Task<string?> ProbeAsync(CancellationToken cancellationToken) => Readiness.IsOkAsync(new Uri($"{Address}/readyz"), cancellationToken);

    private string AssemblyPath()
    {
        if (Context.Settings["Local__ControlPlanePath"] is { Length: > 0 } path)
            return Path.GetFullPath(path, Context.Root);
        // The stack's own binaries lie in …/{configuration}/{framework}/: the control plane's of the same build do too.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Context.Root, "functions", "bin", own.Parent!.Name, own.Name, "Webhost.Functions.dll");
    }
}
