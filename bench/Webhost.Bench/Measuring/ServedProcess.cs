using System.Diagnostics;

namespace Webhost.Bench.Measuring;

/// <summary>This program as a server in a process of its own. It ends when its standard input does, so it never outlives its parent.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    /// <summary>The first argument of such a process.</summary>
    public const string Command = "serve";

    private readonly Process _process;

    private ServedProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<ServedProcess> StartAsync(IServer server, CancellationToken cancellationToken)
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ServedProcess).Assembly.Location, Command, server.Name])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Uri.TryCreate(line, UriKind.Absolute, out Uri? address))
                return new(process, address);
        }

        throw new InvalidOperationException($"The server '{server.Name}' did not start.");
    }

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

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
