namespace Webhost.Local.AgentCore.Tests;

/// <summary>The official JavaScript clients, each with every operation and every error.</summary>
public sealed class OfficialClientTests
{
    private static readonly string Folder = RepositoryRoot.Combine("tests", "agentcore");
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("control.js")]
    [InlineData("data.js")]
    [InlineData("identity.js")]
    [InlineData("memory.js")]
    [InlineData("s3.js")]
    public async Task The_official_clients_do_everything_with_the_emulator(string script)
    {
        await InstallAsync();
        await using var emulator = await TestEmulator.StartAsync(options => options with { Buckets = [], ProvisioningTime = TimeSpan.FromMilliseconds(200), StartupTimeout = TimeSpan.FromSeconds(8) });

        await using var client = ChildProcess.Start("node", ["--no-warnings", script], Folder, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["EMULATOR_URL"] = emulator.Uri.ToString().TrimEnd('/'),
            ["EMULATOR_KEY_ID"] = TestEmulator.AccessKeyId,
            ["EMULATOR_SECRET"] = TestEmulator.SecretAccessKey,
            ["EMULATOR_ADMIN_KEY"] = await emulator.AdminKeyAsync(),
        });
        var exitCode = await client.WaitForExitAsync(Timeout);

        Assert.True(exitCode == 0, client.Output);
        Assert.Contains("passed: ", client.Output, StringComparison.Ordinal);
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "@aws-sdk", "client-s3")))
            return;
        await using var npm = ChildProcess.Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder);
        var exitCode = await npm.WaitForExitAsync(Timeout);
        if (exitCode != 0)
            throw new InvalidOperationException($"npm ci in {Folder} ended with {exitCode}:\n{npm.Output}");
    }
}
