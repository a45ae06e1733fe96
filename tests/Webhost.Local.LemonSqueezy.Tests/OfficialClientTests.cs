namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class OfficialClientTests : IAsyncLifetime
{
    private static readonly string Folder = RepositoryRoot.Combine("tests", "lemonsqueezy");
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly string _work = Directory.CreateTempSubdirectory("webhost-ls-client-").FullName;
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync()
    {
        await InstallAsync();
        // The client's typings don't know all events that the own webhook hears of.
        _sandbox = await TestSandbox.StartAsync(options => options with { WebhookUrl = null });
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        await Folders.RemoveAsync(_work);
    }

    [Fact]
    public async Task The_official_client_does_everything_with_the_sandbox_and_every_answer_is_of_the_type_it_says()
    {
        await using var client = ChildProcess.Start("node", ["conformance.js"], Folder, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["SANDBOX_URL"] = _sandbox.Uri.ToString().TrimEnd('/'),
            ["SANDBOX_API_KEY"] = TestSandbox.ApiKey,
            ["SANDBOX_ADMIN_KEY"] = await File.ReadAllTextAsync(Path.Combine(_sandbox.Directory, "admin.key")),
            ["TSC"] = RepositoryRoot.NodeModule("typescript", "bin", "tsc"),
            ["WORK"] = _work,
        });

        var exitCode = await client.WaitForExitAsync(Timeout);

        Assert.True(exitCode == 0, client.Output);
        Assert.Contains("answers of", client.Output, StringComparison.Ordinal);
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "@lemonsqueezy")))
            return;
        await using var npm = ChildProcess.Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder);
        var exitCode = await npm.WaitForExitAsync(InstallTimeout);
        if (exitCode != 0)
            throw new InvalidOperationException($"npm ci in {Folder} ended with {exitCode}:\n{npm.Output}");
    }
}
