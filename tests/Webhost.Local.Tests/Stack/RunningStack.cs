using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Webhost.Testing;

namespace Webhost.Local.Tests.Stack;

/// <summary>The stack as a process, with a state directory and ports of its own.</summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly List<ChildProcess> _processes = [];

    private RunningStack(TemporaryDirectory directory, Dictionary<string, string?> environment)
    {
        _directory = directory;
        Environment = environment;
    }

    public Dictionary<string, string?> Environment { get; }

    public string StateDirectory => Environment["Local__StateDirectory"]!;

    /// <summary>The process that was started last.</summary>
    public ChildProcess Process => _processes[^1];

    /// <summary>Prepares one; nothing is started yet. Without control planes unless a test sets <c>Local__ControlPlanes</c>.</summary>
    public static RunningStack Prepare()
    {
        var directory = new TemporaryDirectory();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Local__StateDirectory"] = Path.Combine(directory.Path, "state"),
            ["Local__ControlPlanes"] = "0",
            ["Local__ControlPlanePath"] = ScriptedControlPlane.AssemblyPath,
        };
        foreach (var (name, port) in new StackPorts().Settings)
            environment[name] = port;
        return new RunningStack(directory, environment);
    }

    /// <summary>Prepares one and starts it until it is ready.</summary>
    public static async Task<RunningStack> StartAsync()
    {
        var stack = Prepare();
        try
        {
            await stack.StartAndWaitAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public int Port(string name) => int.Parse(Environment[$"Local__Ports__{name}"]!, CultureInfo.InvariantCulture);

    public string FileIn(string name) => Path.Combine(_directory.Path, name);

    /// <summary>A table in the stack's storage.</summary>
    /// <param name="key">The account's key; the stack's own if not given.</param>
    public TableClient Table(string? key = null) =>
        new(new Uri($"http://127.0.0.1:{Port("Table")}/{AzuriteServer.AccountName}"), "entries", new TableSharedKeyCredential(AzuriteServer.AccountName, key ?? File.ReadAllText(Path.Combine(StateDirectory, "azurite", "account-key"))));

    /// <summary>Starts the process, again after it has ended.</summary>
    public ChildProcess Start()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Webhost.Local.dll");
        _processes.Add(ChildProcess.Start("dotnet", [assembly, "up"], environment: Environment));
        return Process;
    }

    /// <summary>Starts it and answers the ready line.</summary>
    public Task<string> StartAndWaitAsync()
    {
        Start();
        return WaitForLineAsync("ready  ");
    }

    public Task<string> WaitForLineAsync(string text) => Process.WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(60));

    /// <summary>The processes that the stack has recorded, by service.</summary>
    public Dictionary<string, int> RecordedProcesses() =>
        Directory.GetFiles(Path.Combine(StateDirectory, "run"), "*.json").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("pid").GetInt32(),
            StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                await Shell.RunAsync($"kill -TERM {process.Id}");
                await process.WaitForExitAsync();
            }

            await process.DisposeAsync();
        }

        _directory.Dispose();
    }
}
