using System.Text.RegularExpressions;

namespace Webhost.Testing;

/// <summary>A running Azurite: the blob, queue and table services of the development account, on free ports of 127.0.0.1.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    // The published development account; no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Ends Azurite when this process does, however it ends: its standard input closes. First it may save its data.
    private const string EndWithParent = "data:text/javascript,process.stdin.on('end',()=>{process.kill(process.pid,'SIGINT');setTimeout(()=>process.exit(),3000).unref()}).resume().unref()";

    private readonly ChildProcess _process;

    private AzuriteServer(ChildProcess process, Uri blob, Uri queue, Uri table)
    {
        _process = process;
        BlobEndpoint = blob;
        QueueEndpoint = queue;
        TableEndpoint = table;
    }

    /// <summary>The account's name.</summary>
    public static string AccountName => Account;

    /// <summary>The account's key.</summary>
    public static string AccountKey => Key;

    /// <summary>The blob service's address, the account included.</summary>
    public Uri BlobEndpoint { get; }

    /// <summary>The queue service's address, the account included.</summary>
    public Uri QueueEndpoint { get; }

    /// <summary>The table service's address, the account included.</summary>
    public Uri TableEndpoint { get; }

    /// <summary>A connection string for all three services.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={BlobEndpoint};QueueEndpoint={QueueEndpoint};TableEndpoint={TableEndpoint};";

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="location">An existing directory to keep the data in; without one it is kept in memory.</param>
    /// <param name="ports">The ports of blob, queue and table; without them free ones are taken.</param>
    /// <exception cref="FileNotFoundException">Azurite is not installed; the message says how to install it.</exception>
    public static async Task<AzuriteServer> StartAsync(string? location = null, (int Blob, int Queue, int Table)? ports = null)
    {
        var script = RepositoryRoot.NodeModule("azurite", "dist", "src", "azurite.js");
        var (blob, queue, table) = ports ?? (0, 0, 0);
        string[] storage = location is null ? ["--inMemoryPersistence"] : ["--location", location];
        string[] arguments =
        [
            "--import", EndWithParent, script,
            "--silent", "--skipApiVersionCheck", "--disableTelemetry", .. storage,
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            "--blobPort", $"{blob}", "--queuePort", $"{queue}", "--tablePort", $"{table}",
        ];
        var process = ChildProcess.Start("node", arguments, location);
        try
        {
            return new(process, await ListeningAsync(process, "Blob"), await ListeningAsync(process, "Queue"), await ListeningAsync(process, "Table"));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it and lets it save its data; <see cref="StartAsync"/> with the same location and ports goes on with it.</summary>
    public async Task StopAsync()
    {
        await _process.InterruptAsync();
        await _process.WaitForExitAsync();
    }

    /// <summary>Kills it as a crash would. Azurite saves its index every few seconds only, so what was written last is lost.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"successfully (?:listening|listens) (?:at|on) (?<address>http://[^\s]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();

    private static async Task<Uri> ListeningAsync(ChildProcess process, string service)
    {
        var line = await process.WaitForLineAsync(text => text.Contains(service, StringComparison.Ordinal) && Listening().IsMatch(text));
        return new Uri($"{Listening().Match(line).Groups["address"].Value.TrimEnd('/')}/{Account}");
    }
}
