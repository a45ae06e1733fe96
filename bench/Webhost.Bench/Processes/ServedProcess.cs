namespace Webhost.Bench.Processes;

/// <summary>This program as a server in a process of its own.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    /// <summary>The first argument of such a process.</summary>
    public const string Command = "serve";

    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly OwnedProcess _process;

    private ServedProcess(OwnedProcess process) => _process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_process.ReadyLine);

    /// <summary>Its session.</summary>
    public int Session => _process.Session;

    /// <summary>Starts a server and waits until it listens.</summary>
    public static Task<ServedProcess> StartAsync(IServer server, CancellationToken cancellationToken) => StartAsync(server, NoEnvironment, cancellationToken);

    /// <summary>Starts a server with environment variables of its own and waits until it listens.</summary>
    public static async Task<ServedProcess> StartAsync(IServer server, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        new(await OwnedProcess.StartAsync(
            ["dotnet", typeof(ServedProcess).Assembly.Location, Command, server.Name], environment, line => Uri.TryCreate(line, UriKind.Absolute, out _), cancellationToken));

    /// <summary>What such a process does; gives its exit code.</summary>
    public static async Task<int> ServeAsync(string name, IReadOnlyList<IServer> servers)
    {
        using CancellationTokenSource parentEnded = new();
        Task serving = servers.Single(server => server.Name == name).ServeAsync(Console.WriteLine, parentEnded.Token);
        await Task.WhenAny(serving, Console.In.ReadToEndAsync());
        await parentEnded.CancelAsync();
        await serving;
        return 0;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
