using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>The whole stack on ports of its own, as <c>./dev up</c> starts it, with its state in a folder that outlives a stop.</summary>
public sealed class LocalStack : IAsyncDisposable
{
    private const int PortDistance = 100;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string?> environment;
    private readonly StackPorts ports;
    private ChildProcess process;

    private LocalStack(string stateDirectory, Dictionary<string, string?> environment, StackPorts ports, ChildProcess process)
    {
        StateDirectory = stateDirectory;
        this.environment = environment;
        this.ports = ports;
        this.process = process;
        ControlPlane = ports.Address("ControlPlane");
        AgentCore = ports.Address("AgentCore");
        Dashboard = ports.Address("Dashboard");
        PaymentSandbox = ports.Address("LemonSqueezy");
    }

    public string StateDirectory { get; }

    public Uri ControlPlane { get; }

    public Uri Dashboard { get; }

    /// <summary>The local AgentCore, which lives in the stack's parent process.</summary>
    public Uri AgentCore { get; }

    /// <summary>Where customers pay.</summary>
    public Uri PaymentSandbox { get; }

    /// <summary>Where operators reach its blobs and tables.</summary>
    public string StorageConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.AccountName};AccountKey={File.ReadAllText(Path.Combine(StateDirectory, "azurite", "account-key"))};BlobEndpoint=http://127.0.0.1:{ports["Blob"]}/{AzuriteServer.AccountName};TableEndpoint=http://127.0.0.1:{ports["Table"]}/{AzuriteServer.AccountName};");

    /// <summary>The address of a control plane, counted from 1, where there are several.</summary>
    public Uri ControlPlaneAt(int number) => new UriBuilder(ControlPlane) { Port = ControlPlane.Port + (PortDistance * (number - 1)) }.Uri;

    /// <summary>Kills a control plane without a word, as the kernel does when memory runs out; its supervisor starts it again.</summary>
    public void KillControlPlane(int number)
    {
        var record = Path.Combine(StateDirectory, "run", number == 1 ? "control-plane.json" : string.Create(CultureInfo.InvariantCulture, $"control-plane-{number}.json"));
        using var document = JsonDocument.Parse(File.ReadAllText(record));
        using var killed = Process.GetProcessById(document.RootElement.GetProperty("pid").GetInt32());
        killed.Kill();
        killed.WaitForExit();
    }

    /// <summary>All that every part wrote since the last start.</summary>
    public string Output => process.Output;

    /// <summary>Starts a stack and waits until it is ready.</summary>
    public static async Task<LocalStack> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var state = Directory.CreateTempSubdirectory("wh-").FullName;
        var own = new StackPorts();
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Local__StateDirectory"] = state,
            // Tests call faster than a person, and one user owns many agents.
            ["Plans__free__agents"] = "unlimited",
            ["Plans__free__requestsPerSecondPerUser"] = "1000",
            ["Plans__free__requestsPerSecondPerAgent"] = "1000",

            // Nor do they like to wait for a clock.
            ["RollupSchedule"] = "*/5 * * * * *",
            ["CostImportSchedule"] = "*/5 * * * * *",
            ["AlertSchedule"] = "*/5 * * * * *",
        };
        foreach (var (name, port) in own.Settings)
        {
            variables[name] = port;
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            variables[key] = value;
        }

        var stack = new LocalStack(state, variables, own, Launch(variables));
        await stack.ReadyAsync();
        return stack;
    }

    /// <summary>Stops everything in order, and starts it again on the same state, with settings that are changed from then on.</summary>
    public async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        await StopAsync();
        process = Launch(environment);
        await ReadyAsync();
    }

    /// <summary>Kills the parent process alone, as a power cut would, and starts again on what is left.</summary>
    public async Task CrashAndRestartAsync()
    {
        await CrashAsync();
        await StartAgainAsync();
    }

    /// <summary>Kills the parent process alone, with the emulators that live in it; the control plane and storage go on.</summary>
    public Task CrashAsync() => process.CrashAsync();

    /// <summary>Starts again on what a crash has left.</summary>
    public async Task StartAgainAsync()
    {
        process = Launch(environment);
        await ReadyAsync();
    }

    /// <summary>A client that is signed in as a local user, who is signed up if new.</summary>
    public async Task<ApiClient> SignInAsync(string name)
    {
        var key = (await File.ReadAllTextAsync(Path.Combine(StateDirectory, "identity", "admin.key"))).Trim();
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        var answer = await http.PostAsJsonAsync(new Uri(ports.Address("Identity"), "/local/token"), new { name });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        using var document = JsonDocument.Parse(body);
        var property = document.RootElement.EnumerateObject().First(member => member.Name.Contains("token", StringComparison.OrdinalIgnoreCase));
        return new ApiClient(ControlPlane, property.Value.GetString()!);
    }

    /// <summary>The files of the state that hold a text.</summary>
    public IReadOnlyList<string> FilesWith(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);

        // Links lead out of the folder: a session's root has one to the open files of whoever reads it.
        var own = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. Directory.EnumerateFiles(StateDirectory, "*", own).Where(file => Contains(file, bytes))];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Folders.RemoveAsync(StateDirectory);
    }

    private static bool Contains(string file, byte[] bytes)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0;
        }
        catch (IOException)
        {
            // A socket, or a file that went away meanwhile.
            return false;
        }
    }

    private static ChildProcess Launch(IReadOnlyDictionary<string, string?> variables)
    {
        // The tests' own binaries lie in …/{configuration}/{framework}/: the stack's of the same build do too.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var assembly = Path.Combine(RepositoryRoot.Path, "local", "Webhost.Local", "bin", own.Parent!.Name, own.Name, "Webhost.Local.dll");
        return ChildProcess.Start("dotnet", [assembly, "up"], environment: variables);
    }

    private async Task ReadyAsync()
    {
        try
        {
            await process.WaitForLineAsync(line => line.Contains("ready", StringComparison.Ordinal) && line.Contains(ControlPlane.Authority, StringComparison.Ordinal), timeout: StartPatience);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The stack did not start:\n{process.Output}", exception);
        }
    }

    /// <summary>Stops everything in order.</summary>
    public async Task StopAsync()
    {
        try
        {
            await process.TerminateAsync();
            Assert.Equal(0, await process.WaitForExitAsync(StopPatience));
        }
        finally
        {
            await process.DisposeAsync();
        }
    }
}
