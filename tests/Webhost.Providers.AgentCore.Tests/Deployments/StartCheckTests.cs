using System.Text.Json;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Tests.Fakes;

namespace Webhost.Providers.AgentCore.Tests.Deployments;

public sealed class StartCheckTests
{
    [Theory]
    [InlineData("Runtime initialization time exceeded. Please make sure that initialization completes in 30s.")]
    [InlineData("An error occurred when starting the runtime. Please check your CloudWatch logs for more information.")]
    [InlineData("Runtime health check failed or timed out.")]
    public async Task A_version_that_does_not_start_fails_its_deployment_and_never_serves(string said)
    {
        await using var runtime = new TestRuntime();
        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Error(424, "RuntimeClientError", said));

        var failed = await runtime.Provider.DeployAsync(TestRuntime.Deployment("dep_2", hash: "bb"), CancellationToken.None);

        var failure = Assert.IsType<Failure.DeploymentFailed>(failed.Failure);
        Assert.False(failure.Retryable);
        Assert.StartsWith("The agent does not start", failure.Message, StringComparison.Ordinal);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Equal("2", Assert.Single(runtime.Aws.Runtimes.Values).LiveVersion);
    }

    [Theory]
    [InlineData(424, "RuntimeClientError", "Received error (400) from runtime. Please check your CloudWatch logs for more information.")]
    [InlineData(402, "ServiceQuotaExceededException", "maxVms limit exceeded")]
    [InlineData(400, "ValidationException", "said by AWS")]
    public async Task What_shows_that_it_runs_or_says_nothing_of_the_agent_fails_no_deployment(int status, string type, string said)
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Error(status, type, said));

        var deployed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        Assert.True(deployed.Succeeded);
        Assert.Equal("2", Assert.Single(runtime.Aws.Runtimes.Values).LiveVersion);
    }

    [Fact]
    public async Task Refused_credentials_are_told_at_once()
    {
        await using var runtime = new TestRuntime();
        runtime.Aws.Invoke = (_, _) => Task.FromResult(FakeAws.Error(403, "AccessDeniedException"));

        var failed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        Assert.False(Assert.IsType<Failure.DeploymentFailed>(failed.Failure).Retryable);
        Assert.Null(Assert.Single(runtime.Aws.Runtimes.Values).LiveVersion);
    }

    [Fact]
    public async Task It_asks_the_newest_version_in_a_session_of_its_own_that_is_stopped_and_sends_nothing_that_could_be_an_invocation()
    {
        await using var runtime = new TestRuntime();
        await runtime.StartAsync();
        HttpRequestMessage? asked = null;
        string? session = null;
        runtime.Aws.Invoke = (request, _) =>
        {
            asked = request;
            session = request.Headers.GetValues("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id").Single();
            return Task.FromResult(FakeAws.Error(424, "RuntimeClientError", "Received error (400) from runtime."));
        };

        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        Assert.Equal("?qualifier=DEFAULT", asked!.RequestUri!.Query);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(runtime.Aws.Calls.Single(call => call.Operation == "InvokeAgentRuntime").Body));
        await Eventually.TrueAsync(() => runtime.Aws.StoppedSessions.Contains(session), "the session's end");
    }

    [Fact]
    public async Task A_session_that_is_being_made_is_waited_for()
    {
        await using var runtime = new TestRuntime();
        var conflicts = 2;
        runtime.Aws.Invoke = (_, _) => Task.FromResult(conflicts-- > 0
            ? FakeAws.Error(409, "RetryableConflictException")
            : FakeAws.Error(424, "RuntimeClientError", "Runtime initialization time exceeded."));

        var failed = await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        Assert.IsType<Failure.DeploymentFailed>(failed.Failure);
        Assert.Equal(3, runtime.Aws.Count("InvokeAgentRuntime"));
    }

    [Fact]
    public async Task What_has_served_before_is_not_started_again_for_a_look()
    {
        await using var runtime = new TestRuntime();
        await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None);

        await runtime.Provider.ActivateAsync(TestRuntime.Deployment(), CancellationToken.None);

        Assert.Equal(1, runtime.Aws.Count("InvokeAgentRuntime"));
    }

    [Fact]
    public async Task An_operator_may_do_without()
    {
        await using var runtime = new TestRuntime(("AgentCore:StartCheck", "false"));

        Assert.True((await runtime.Provider.DeployAsync(TestRuntime.Deployment(), CancellationToken.None)).Succeeded);

        Assert.Equal(0, runtime.Aws.Count("InvokeAgentRuntime"));
    }
}
