namespace Webhost.Local.Cloudflare.Tests.Fixtures;

/// <summary>A running facade on a state directory of its own, and a client for it.</summary>
public class FacadeFixture : IAsyncLifetime
{
    public const string AccountId = "0123456789abcdef0123456789abcdef";
    public const string Token = "test-token";
    public const string Namespace = "agents";
    public const string DispatchKey = "a-key-of-the-dispatcher-s-callers";

    private CloudflareFacade? _facade;

    public string StateDirectory { get; } = Directory.CreateTempSubdirectory("wh-cf-").FullName;

    public CloudflareFacade Facade => _facade ?? throw new InvalidOperationException("The facade is not started.");

    public CloudflareClient Client { get; private set; } = null!;

    /// <summary>The settings that tests start from.</summary>
    public static CloudflareFacadeOptions OptionsFor(string stateDirectory) => new()
    {
        StateDirectory = stateDirectory,
        AccountId = AccountId,
        ApiToken = Token,
        DispatchNamespace = Namespace,
        WorkerdPath = RepositoryRoot.NodeModule("@cloudflare", "workerd-linux-64", "bin", "workerd"),
        DispatcherScriptPath = RepositoryRoot.Combine("shim-worker", "dist", "dispatcher.js"),
        DispatchKey = DispatchKey,
    };

    public async Task InitializeAsync() => await StartAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        await Folders.RemoveAsync(StateDirectory);
    }

    /// <summary>Starts a facade, after the one before was stopped.</summary>
    public async Task StartAsync()
    {
        _facade = new CloudflareFacade(Configure(OptionsFor(StateDirectory)));
        await _facade.StartAsync();
        Client = new CloudflareClient(_facade);
    }

    public async Task StopAsync()
    {
        if (_facade is { } facade)
            await facade.DisposeAsync();
        _facade = null;
    }

    protected virtual CloudflareFacadeOptions Configure(CloudflareFacadeOptions options) => options;
}
