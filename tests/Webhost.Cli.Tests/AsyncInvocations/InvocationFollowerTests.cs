using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Tests.AsyncInvocations;

public sealed class InvocationFollowerTests : CliTest
{
    private const string Events = "/v1/agents/agt_1/invocations/inv_1/events";

    [Fact]
    public async Task Broken_connections_are_taken_up_again_after_the_last_event_without_a_gap_or_a_repeat()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        Api.Invocations.BreakAfter = 2;
        Api.AnswerNext("GET", Events, async context =>
        {
            await StandInApi.StartEventsAsync(context);
            context.Abort();
        });

        var outcome = await FollowAsync();

        Assert.Equal((0, "You said: hello\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal(["", "2", "4"], Api.Invocations.Resumed);
    }

    [Theory]
    [InlineData(ErrorCode.Unauthenticated, false)]
    [InlineData(ErrorCode.Internal, true)]
    public async Task A_connection_that_ends_for_a_reason_of_its_own_does_not_end_the_answer(ErrorCode code, bool retryable)
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        BreakOffWith(code, retryable);

        var outcome = await FollowAsync();

        Assert.Equal((0, "You said: hello\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal("1", Assert.Single(Api.Invocations.Resumed));
    }

    [Fact]
    public async Task A_connection_that_ends_for_good_is_an_error()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        BreakOffWith(ErrorCode.NotFound, retryable: false);

        var outcome = await FollowAsync();

        Assert.Equal((4, ""), (outcome.ExitCode, outcome.Output));
        Assert.Empty(Api.Invocations.Resumed);
    }

    [Fact]
    public async Task An_invocation_is_followed_through_an_absence_of_the_api()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        BeAwayAfterTheBegin();

        var outcome = await FollowAsync();

        Assert.Equal((0, "You said: hello\n"), (outcome.ExitCode, outcome.Output));
        Assert.Contains("The invocation goes on meanwhile.", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("1", Assert.Single(Api.Invocations.Resumed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Giving_up_on_an_api_that_stays_away_names_the_invocation_that_goes_on(bool json)
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        BeAwayAfterTheBegin();
        Cli.Time = new HastyClock();

        var outcome = await FollowAsync(json ? ["--json"] : []);

        Assert.Equal(1, outcome.ExitCode);
        var told = json ? outcome.Envelope().Message : outcome.Error;
        Assert.Contains("Lost sight of the invocation", told, StringComparison.Ordinal);
        Assert.Contains("webhost invocations show inv_1 --agent agt_1", told, StringComparison.Ordinal);
        Assert.Empty(Api.Invocations.Cancelled);
    }

    [Fact]
    public async Task An_api_that_was_never_reached_is_not_waited_for()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        Api.FailNext("GET", Events, 500, ErrorCode.Internal, "The API restarts.", retryable: true);

        var outcome = await FollowAsync();

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task An_api_that_can_t_be_followed_is_named()
    {
        Api.Invocations.Add(AsyncInvocationStatus.Running);
        Api.AnswerNext("GET", Events, context => StandInApi.WriteAsync(context, Api.Invocations.All["inv_1"]));

        var outcome = await FollowAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("can't follow invocations", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("webhost invocations show inv_1 --agent agt_1", outcome.Error, StringComparison.Ordinal);
    }

    private void BeAwayAfterTheBegin()
    {
        Api.AnswerNext("GET", Events, context => BeginAsync(context));
        Api.FailNext("GET", Events, 500, ErrorCode.Internal, "The API restarts.", retryable: true);
    }

    private void BreakOffWith(ErrorCode code, bool retryable) => Api.AnswerNext("GET", Events, async context =>
    {
        await BeginAsync(context);
        await StandInApi.WriteEventAsync(context, "error", new ErrorEnvelope { Error = new ErrorBody { Code = code, Message = "Not any more.", Retryable = retryable, TraceId = "trace-3" } });
    });

    private static async Task BeginAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        await StandInApi.StartEventsAsync(context);
        await StandInApi.WriteEventAsync(context, "meta", new StreamMeta { TraceId = "trace-2", SessionId = "ses_new", InvocationId = "inv_1", DeploymentId = "dep_2" }, "1");
    }

    private Task<Outcome> FollowAsync(params string[] options) => Cli.RunAsync(["invocations", "follow", "inv_1", "--agent", "agt_1", .. options]);
}
