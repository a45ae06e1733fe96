using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Webhost.Bench.Processes;
using Webhost.Testing;

namespace Webhost.Bench.Stack;

/// <summary>The whole local stack, as <c>./dev up</c> starts it, on free ports and with a state of its own that goes with it.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private readonly GuardedProgram _process;
    private readonly string _folder;
    private readonly Uri _identity;

    private LocalStack(GuardedProgram process, StackSettings settings)
    {
        _process = process;
        _folder = settings.StateDirectory;
        _identity = settings.Address("Identity");
        ControlPlane = settings.Address("ControlPlane");
        Dashboard = settings.Address("Dashboard");
    }

    /// <summary>Where the control plane listens.</summary>
    public Uri ControlPlane { get; }

    /// <summary>The session of the parent process, with the emulators that live in it.</summary>
    public int Session => _process.Session;

    /// <summary>Where the dashboard is served.</summary>
    public Uri Dashboard { get; }

    /// <summary>The session of the control plane's process.</summary>
    public int ControlPlaneSession => SessionOf("control-plane");

    /// <summary>Free ports, and no limit in the way.</summary>
    public static StackSettings NewSettings() => new(new StackPorts());

    /// <summary>Starts a stack and waits until it is ready.</summary>
    public static async Task<LocalStack> StartAsync(StackSettings settings, CancellationToken cancellationToken)
    {
        string[] command = ["dotnet", BuiltProgram.Of("local/Webhost.Local", "Webhost.Local.dll"), "up"];
        return new(await GuardedProgram.StartAsync(command, settings.Variables, IsReady, settings.StateDirectory, cancellationToken), settings);
    }

    /// <summary>Whether a line says that everything runs.</summary>
    public static bool IsReady(string line) => line.StartsWith("ready  ", StringComparison.Ordinal);

    /// <summary>A client that is signed in as a new local user.</summary>
    public async Task<ApiClient> SignInAsync(CancellationToken cancellationToken)
    {
        string key = (await StateAsync("identity/admin.key", cancellationToken)).Trim();
        using HttpClient http = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        using HttpResponseMessage answer = await http.PostAsJsonAsync(new Uri(_identity, "/local/token"), new { name = "bench" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        JsonElement token = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return new ApiClient(ControlPlane, token.GetProperty("access_token").GetString()!);
    }

    /// <summary>What the stack keeps in a file of its state.</summary>
    public Task<string> StateAsync(string file, CancellationToken cancellationToken) => File.ReadAllTextAsync(Path.Combine(_folder, file), cancellationToken);

    /// <summary>Waits until the control plane has written what it measured, and storage has taken it.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) => ProcessorTime.WaitUntilStillAsync([ControlPlaneSession, SessionOf("storage")], cancellationToken);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // The stack starts each of its processes in a session of its own, and keeps a record of it.
    private int SessionOf(string service)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "run", $"{service}.json")));
        return record.RootElement.GetProperty("pid").GetInt32();
    }
}
