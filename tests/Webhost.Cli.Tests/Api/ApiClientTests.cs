using System.Net;
using System.Net.Sockets;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Api;

public sealed class ApiClientTests : CliTest
{
    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    public async Task Reading_is_repeated_when_the_server_is_away_for_a_moment(int status)
    {
        Api.AnswerNext("GET", "/v1/limits", context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var outcome = await Cli.RunAsync("limits");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(2, Api.Requests.Count);
    }

    [Fact]
    public async Task Reading_is_not_repeated_when_the_server_says_that_it_would_not_help()
    {
        Api.FailNext("GET", "/v1/limits", 502, ErrorCode.RuntimeError, "Broken for good.", retryable: false);

        var outcome = await Cli.RunAsync("limits");

        Assert.Equal(8, outcome.ExitCode);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task Making_something_is_sent_once_only()
    {
        Api.FailNext("POST", "/v1/agents", 503, ErrorCode.Internal, "Try later.", retryable: true);

        var outcome = await Cli.RunAsync("agents", "create", "one");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Single(Api.Requests);
        Assert.Empty(Api.Agents.All);
    }

    [Fact]
    public async Task A_short_wait_that_the_server_names_is_waited()
    {
        Api.AnswerNext("GET", "/v1/limits", context =>
        {
            context.Response.Headers.RetryAfter = "0";
            return StandInApi.WriteErrorAsync(context, 429, ErrorCode.RateLimited, "Too fast.", retryable: true);
        });

        var outcome = await Cli.RunAsync("limits");

        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_a_next_step()
    {
        using var cli = new TestCli(new Uri($"http://127.0.0.1:{FreePort()}"));

        var outcome = await cli.RunAsync("whoami");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("connection refused", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("./dev up", outcome.Error, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
