using Xunit;

namespace Webhost.Testing;

/// <summary>An in-memory Azurite for the tests of a class or a collection. Tests keep apart by their own table and container names.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    /// <summary>The running server.</summary>
    public AzuriteServer Server => _server ?? throw new InvalidOperationException("The fixture has not started.");

    /// <summary>A connection string for all its services.</summary>
    public string ConnectionString => Server.ConnectionString;

    /// <summary>A name that no other test has, fit for a table or a container.</summary>
    public static string UniqueName(string prefix = "t") => $"{prefix}{Guid.NewGuid():N}";

    /// <inheritdoc />
    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync();

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
