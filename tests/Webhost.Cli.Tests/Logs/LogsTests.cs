using System.Text.Json;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts;
using Webhost.Contracts.Logs;

namespace Webhost.Cli.Tests.Logs;

public sealed class LogsTests : CliTest
{
    [Fact]
    public async Task Lines_are_written_oldest_first_with_the_stack_of_errors()
    {
        Api.Runtime.Lines.AddRange([StandInRuntime.Line(1), StandInRuntime.Line(2, "error", "Error: no\n    at agent.js:1")]);

        var outcome = await Cli.RunAsync("logs", "agt_1");

        var lines = outcome.Output.TrimEnd().Split('\n');
        Assert.Equal("2026-11-01 08:00:01.000 info  line 1", lines[0]);
        Assert.Equal("2026-11-01 08:00:02.000 error line 2", lines[1]);
        Assert.Equal("    at agent.js:1", lines[3]);
    }

    [Fact]
    public async Task Filters_are_sent_to_the_server()
    {
        await Cli.RunAsync("logs", "agt_1", "--level", "warn", "--trace", "t1", "--grep", "a b", "--since", "2026-11-01", "--limit", "5");

        Assert.Equal("GET /v1/agents/agt_1/logs?level=warn&traceId=t1&text=a%20b&since=2026-11-01T00%3A00%3A00.000Z&limit=5", Assert.Single(Api.Requests));
    }

    [Fact]
    public async Task Following_goes_on_after_the_last_line_and_after_lost_connections_without_a_gap_or_a_repeat()
    {
        Api.Runtime.Follow.Enqueue([StandInRuntime.Line(2), StandInRuntime.Line(3)]);
        Api.Runtime.Follow.Enqueue([StandInRuntime.Line(3), StandInRuntime.Line(4)]);
        Api.AnswerNext("GET", "/v1/agents/agt_1/logs", context => StandInApi.WriteAsync(context, new Page<LogLine> { Items = [StandInRuntime.Line(1)] }));
        Api.AnswerNext("GET", "/v1/agents/agt_1/logs", async context =>
        {
            await StandInApi.StartEventsAsync(context);
            context.Abort();
        });
        using var stop = new CancellationTokenSource();

        var run = Cli.RunAsync(["logs", "agt_1", "--follow", "--json"], cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => Api.Runtime.Resumed.Count == 3);
        await stop.CancelAsync();
        var outcome = await run;

        Assert.Equal(130, outcome.ExitCode);
        Assert.Equal(["0001", "0003", "0004"], Api.Runtime.Resumed);
        Assert.Equal(["line 1", "line 2", "line 3", "line 4"], outcome.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Following_an_agent_that_does_not_exist_ends_with_not_found()
    {
        Api.FailNext("GET", "/v1/agents/agt_9/logs", 404, Webhost.Contracts.Errors.ErrorCode.NotFound, "There is no agent agt_9.");

        Assert.Equal(4, (await Cli.RunAsync("logs", "agt_9", "--follow")).ExitCode);
    }

    [Fact]
    public async Task A_time_that_is_none_is_a_usage_error()
    {
        Assert.Equal(2, (await Cli.RunAsync("logs", "agt_1", "--since", "yesterday")).ExitCode);
    }
}
