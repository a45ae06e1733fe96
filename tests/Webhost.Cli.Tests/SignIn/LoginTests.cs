using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.SignIn;

public sealed class LoginTests : IAsyncLifetime
{
    private StandInApi api = null!;
    private StandInIdentity identity = null!;
    private TestCli cli = null!;

    public async Task InitializeAsync()
    {
        api = await StandInApi.StartAsync();
        identity = await StandInIdentity.StartAsync(api);
        cli = new TestCli(api.Address, token: null).Set("WEBHOST_AUTHORITY", identity.Issuer);
    }

    public async Task DisposeAsync()
    {
        cli.Dispose();
        await identity.DisposeAsync();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task Signing_in_shows_the_address_and_code_waits_and_keeps_the_tokens_for_the_owner_only()
    {
        var outcome = await cli.RunAsync("login");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains($"{identity.Issuer}/device", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("ABCD-EFGH", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("as ada@example.com", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(cli.Opened);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cli.CredentialsFile));
        Assert.Contains("client_id=webhost-cli", identity.Forms.First(), StringComparison.Ordinal);
        Assert.Contains("offline_access", identity.Forms.First(), StringComparison.Ordinal);

        var who = await cli.RunAsync("whoami");
        Assert.Equal(0, who.ExitCode);
    }

    [Fact]
    public async Task The_browser_is_opened_only_when_asked_for()
    {
        await cli.RunAsync("login", "--browser");

        Assert.Equal($"{identity.Issuer}/device?user_code=ABCD-EFGH", Assert.Single(cli.Opened).AbsoluteUri);
    }

    [Fact]
    public async Task A_later_command_calls_the_api_that_was_signed_in_to_last()
    {
        var address = api.Address.AbsoluteUri.TrimEnd('/');
        cli.Set("WEBHOST_API", null);

        await cli.RunAsync("login", "--api", address);
        var who = await cli.RunAsync("whoami");

        Assert.Contains(address, who.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access_denied", "refused")]
    [InlineData("expired_token", "in time")]
    public async Task A_sign_in_that_fails_in_the_browser_fails_here(string error, string message)
    {
        identity.Before.Enqueue(error);

        var outcome = await cli.RunAsync("login");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(cli.CredentialsFile));
    }

    [Fact]
    public async Task A_connection_that_breaks_does_not_end_the_wait_for_the_browser()
    {
        identity.Before.Enqueue(StandInIdentity.ConnectionLost);
        identity.Before.Enqueue("authorization_pending");
        identity.Before.Enqueue(StandInIdentity.ConnectionLost);

        var outcome = await cli.RunAsync("login");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("as ada@example.com", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(identity.Before);
    }

    [Fact]
    public async Task An_authority_that_calls_itself_otherwise_is_not_trusted()
    {
        var authority = identity.Issuer;
        identity.Issuer = "https://elsewhere.example.com";

        var outcome = await cli.RunAsync("login", "--authority", authority);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("another issuer", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_may_name_its_own_identity_provider()
    {
        cli.Set("WEBHOST_AUTHORITY", null);
        api.AnswerNext("GET", "/.well-known/webhost", context => context.Response.Body.WriteAsync(
            System.Text.Encoding.UTF8.GetBytes($$"""{"authority":"{{identity.Issuer}}","clientId":"other-client"}""")).AsTask());

        var outcome = await cli.RunAsync("login");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("client_id=other-client", identity.Forms.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_s_description_may_name_its_identity_provider_too()
    {
        cli.Set("WEBHOST_AUTHORITY", null);
        api.Tokens[string.Empty] = true;
        api.AnswerNext("GET", "/v1/openapi.json", context => context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(
            $$"""{"components":{"securitySchemes":{"oidc":{"type":"openIdConnect","openIdConnectUrl":"{{identity.Issuer}}/.well-known/openid-configuration"} } } }""")).AsTask());

        var outcome = await cli.RunAsync("login");

        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task An_access_token_that_runs_out_is_renewed_before_the_call()
    {
        identity.Lifetime = 1;
        await cli.RunAsync("login");

        var outcome = await cli.RunAsync("whoami");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(identity.Forms, form => form.Contains("grant_type=refresh_token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_access_token_is_renewed_once_and_the_call_repeated()
    {
        await cli.RunAsync("login");
        api.Tokens.TryRemove("access-1", out _);

        var outcome = await cli.RunAsync("agents", "create", "made-after-renewal");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Single(api.Agents.All);
        Assert.Equal("refresh-2", identity.RefreshToken);
    }

    [Fact]
    public async Task A_token_whose_account_was_deleted_is_not_renewed()
    {
        await cli.RunAsync("login");
        api.AnswerNext("GET", "/v1/me", context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\", account=\"deleted\"";
            return context.Response.CompleteAsync();
        });

        var outcome = await cli.RunAsync("whoami");

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Equal("refresh-1", identity.RefreshToken);
    }

    [Fact]
    public async Task Many_commands_at_once_use_a_refresh_token_only_once()
    {
        await cli.RunAsync("login");
        api.Tokens.TryRemove("access-1", out _);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cli.RunAsync("whoami")));

        Assert.All(outcomes, outcome => Assert.Equal(0, outcome.ExitCode));
        Assert.Equal("refresh-2", identity.RefreshToken);
    }

    [Fact]
    public async Task A_sign_in_that_has_ended_asks_for_a_new_one()
    {
        identity.Lifetime = 1;
        await cli.RunAsync("login");
        File.WriteAllText(cli.CredentialsFile, File.ReadAllText(cli.CredentialsFile).Replace("refresh-1", "refresh-stolen", StringComparison.Ordinal));

        var outcome = await cli.RunAsync("whoami", "--json");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(ErrorCode.Unauthenticated, outcome.Envelope().Code);
    }

    [Fact]
    public async Task A_credential_is_not_sent_to_another_api()
    {
        await cli.RunAsync("login");
        await using var other = await StandInApi.StartAsync();

        var outcome = await cli.RunAsync("whoami", "--api", other.Address.AbsoluteUri);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Signing_out_forgets_the_tokens_and_ends_them_at_the_provider()
    {
        await cli.RunAsync("login");

        var outcome = await cli.RunAsync("logout");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("refresh-1", Assert.Single(identity.Revoked));
        Assert.DoesNotContain("access-1", File.ReadAllText(cli.CredentialsFile), StringComparison.Ordinal);
        Assert.Equal(3, (await cli.RunAsync("whoami")).ExitCode);
    }

    [Fact]
    public async Task A_key_from_standard_input_is_checked_and_kept()
    {
        var bad = await cli.RunAsync(["login", "--with-token"], "wrong\n");
        var good = await cli.RunAsync(["login", "--with-token"], $"{StandInApi.Token}\n");

        Assert.Equal(3, bad.ExitCode);
        Assert.Equal(0, good.ExitCode);
        Assert.Equal(0, (await cli.RunAsync("whoami")).ExitCode);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_the_browser()
    {
        for (var index = 0; index < 10_000; index++)
        {
            identity.Before.Enqueue("authorization_pending");
        }

        using var stop = new CancellationTokenSource();
        var run = cli.RunAsync(["login"], cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => identity.Forms.Count > 2);
        await stop.CancelAsync();

        Assert.Equal(130, (await run).ExitCode);
    }
}
