using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Webhost.Cli.Shell;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Deployments;
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
    public async Task What_the_server_would_not_know_again_is_sent_once_only()
    {
        Api.FailNext("POST", "/v1/billing/alerts/confirm-email", 503, ErrorCode.Internal, "Try later.", retryable: true);

        var outcome = await Cli.RunAsync("alerts", "confirm", "1234567890");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Single(Api.Requests);
    }

    [Theory]
    [InlineData("/v1/api-keys", "keys", "create", "ci", "--scope", "read")]
    [InlineData("/v1/api-keys/key_1/rotate", "keys", "rotate", "key_1")]
    [InlineData("/v1/agents", "agents", "create", "one")]
    [InlineData("/v1/agents/agt_1/clone", "agents", "clone", "agt_1")]
    [InlineData("/v1/agents/agt_1/rollback", "rollback", "dep_1", "--agent", "agt_1")]
    public async Task What_was_made_though_the_answer_was_lost_is_asked_for_again_under_the_same_key(string path, params string[] arguments)
    {
        Api.Agents.Add("support");
        Api.Deployments.Add("agt_1", 1, DeploymentStatus.Superseded);
        var keys = new ConcurrentQueue<string>();
        Api.AnswerNext("POST", path, context =>
        {
            keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
            context.Abort();
            return Task.CompletedTask;
        });
        Api.AnswerNext("POST", path, context =>
        {
            keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
            return StandInApi.WriteErrorAsync(context, 409, ErrorCode.Conflict, "The first request is still being served.", retryable: true);
        });

        var outcome = await Cli.RunAsync(arguments);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(2, keys.Count);
        Assert.NotEmpty(Assert.Single(keys.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_call_that_is_served_longer_than_the_pauses_between_repeats_is_waited_for()
    {
        Api.Agents.Add("support");
        Api.Deployments.Add("agt_1", 1, DeploymentStatus.Superseded);
        for (var times = 0; times < 4; times++)
        {
            Api.FailNext("POST", "/v1/agents/agt_1/rollback", 409, ErrorCode.Conflict, "The first request is still being served.", retryable: true);
        }

        Assert.Equal(0, (await Cli.RunAsync("rollback", "dep_1", "--agent", "agt_1")).ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_earlier_call_has_deleted_whose_answer_was_lost_is_deleted(bool behindProxy)
    {
        Api.Agents.Add("support");
        Api.AnswerNext("DELETE", "/v1/agents/agt_1", context =>
        {
            Api.Agents.All.Clear();
            context.Response.StatusCode = 502;
            if (!behindProxy)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });

        var lost = await Cli.RunAsync("agents", "delete", "agt_1", "--yes");
        var gone = await Cli.RunAsync("agents", "delete", "agt_1", "--yes");

        Assert.Equal((0, "agt_1 deleted.\n", ExitCode.NotFound), (lost.ExitCode, lost.Output, gone.ExitCode));
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
