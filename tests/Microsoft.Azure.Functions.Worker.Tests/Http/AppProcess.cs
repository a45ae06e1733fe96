namespace Microsoft.Azure.Functions.Worker.Tests.Http;

/// <summary>A running process of the application, and a client to it.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private const string ListeningLine = "Now listening on: ";

    private AppProcess(ChildProcess process, Uri address)
    {
        Process = process;
        Client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public ChildProcess Process { get; }

    public HttpClient Client { get; }

    /// <summary>Starts it on a free port, without storage (so without timers) unless <paramref name="settings"/> give one.</summary>
    public static async Task<AppProcess> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        ChildProcess process = Launch(settings);
        try
        {
            string line = await process.WaitForLineAsync(text => text.Contains(ListeningLine, StringComparison.Ordinal));
            return new(process, new Uri(line[(line.IndexOf(ListeningLine, StringComparison.Ordinal) + ListeningLine.Length)..]));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it without waiting until it listens.</summary>
    public static ChildProcess Launch(IReadOnlyDictionary<string, string?>? settings = null)
    {
        Dictionary<string, string?> environment = new(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["AzureWebJobs__Tick__Disabled"] = "true",
            ["AzureWebJobsStorage"] = null,
        };
        foreach ((string name, string? value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            environment[name] = value;
        return ChildProcess.Start("dotnet", [typeof(AppProcess).Assembly.Location], environment: environment);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }
}
