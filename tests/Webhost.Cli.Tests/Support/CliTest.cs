namespace Webhost.Cli.Tests.Support;

/// <summary>A test with an API and a command line of its own.</summary>
public abstract class CliTest : IAsyncLifetime
{
    internal StandInApi Api { get; private set; } = null!;

    internal TestCli Cli { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Api = await StandInApi.StartAsync();
        Cli = new TestCli(Api.Address);
    }

    public async Task DisposeAsync()
    {
        Cli.Dispose();
        await Api.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
