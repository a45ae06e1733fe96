namespace Microsoft.Azure.Functions.Worker.Tests.Http;

/// <summary>The application of this assembly as a process of its own.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    private AppProcess? _app;

    public AppProcess App => _app ?? throw new InvalidOperationException("The fixture has not started.");

    public HttpClient Client => App.Client;

    public async Task InitializeAsync() => _app = await AppProcess.StartAsync();

    public async Task DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }
}
