using System.Globalization;
using Webhost.Local.State;

namespace Webhost.Local.Tests.State;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_supervisor_has_it_and_others_are_told_who()
    {
        var path = Path.Combine(_directory.Path, "state");
        using (StateDirectory.Open(path))
        {
            var failure = Assert.Throws<StartException>(() => StateDirectory.Open(path));
            Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}", failure.Message, StringComparison.Ordinal);
            Assert.NotEqual(0, (await Shell.RunAsync($"flock -n '{path}/run/lock' true")).ExitCode);
        }

        Assert.Equal(0, (await Shell.RunAsync($"flock -n '{path}/run/lock' true")).ExitCode);
        StateDirectory.Open(path).Dispose();
    }

    [Fact]
    public async Task Keys_are_made_once_and_are_the_owner_s_alone()
    {
        using var state = StateDirectory.Open(Path.Combine(_directory.Path, "state"));

        var first = await LocalSecrets.OpenAsync(state, CancellationToken.None);
        var second = await LocalSecrets.OpenAsync(state, CancellationToken.None);

        Assert.Equal(first.CloudflareApiToken, second.CloudflareApiToken);
        Assert.Equal(first.KeyVaultToken, second.KeyVaultToken);
        Assert.Equal(first.StorageKey, second.StorageKey);
        Assert.Equal(64, Convert.FromBase64String(first.StorageKey).Length);
        Assert.Equal(first.LemonSqueezyApiKey, second.LemonSqueezyApiKey);
        Assert.Equal(first.LemonSqueezyWebhookSecret, second.LemonSqueezyWebhookSecret);
        Assert.Equal(40, first.LemonSqueezyWebhookSecret.Length);
        Assert.Equal(first.IdentityWebhookSecret, second.IdentityWebhookSecret);
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", first.IdentityWebhookSecret);
        Assert.Matches("^[0-9a-f]{32}$", first.CloudflareAccountId);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(state.KeyVault, "access-token")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(state.StorageKey));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(state.Root));
    }
}
