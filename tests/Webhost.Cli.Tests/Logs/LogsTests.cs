using System.Globalization;
using System.Text.Json;
using System.Web;
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
        Assert.Equal("2026-11-01 08:00:01.000Z info  line 1", lines[0]);
        Assert.Equal("2026-11-01 08:00:02.000Z error line 2", lines[1]);
        Assert.Equal("    at agent.js:1", lines[3]);
    }

    [Fact]
    public async Task Lines_of_one_millisecond_keep_the_order_in_which_they_were_written()
    {
        Api.Runtime.Lines.AddRange([StandInRuntime.Line(1, second: 1), StandInRuntime.Line(2, second: 1), StandInRuntime.Line(3, second: 1)]);
        using var stop = new CancellationTokenSource();

        var shown = await Cli.RunAsync("logs", "agt_1");
        var run = Cli.RunAsync(["logs", "agt_1", "--follow"], cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => !Api.Runtime.Resumed.IsEmpty);
        await stop.CancelAsync();

        Assert.Equal(["line 1", "line 2", "line 3"], shown.Output.TrimEnd().Split('\n').Select(line => line[^6..]));
        Assert.Equal(shown.Output, (await run).Output);
        Assert.Equal(StandInRuntime.Line(3, second: 1).Id, Assert.Single(Api.Runtime.Resumed));
    }

    [Fact]
    public async Task Following_an_empty_log_misses_nothing_before_its_first_line()
    {
        Api.Runtime.Follow.Enqueue([]);
        Api.Runtime.Follow.Enqueue([StandInRuntime.Line(1)]);
        using var stop = new CancellationTokenSource();
        var before = DateTimeOffset.UtcNow;

        var run = Cli.RunAsync(["logs", "agt_1", "--follow", "--level", "warn"], cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => Api.Runtime.Resumed.Count == 3);
        await stop.CancelAsync();
        await run;

        var asked = Api.Requests.Select(request => HttpUtility.ParseQueryString(request[request.IndexOf('?', StringComparison.Ordinal)..])).ToArray();
        Assert.All(asked, query => Assert.Equal("warn", query["level"]));
        Assert.Equal(asked[1]["since"], asked[2]["since"]);
        Assert.InRange(DateTimeOffset.Parse(asked[1]["since"]!, CultureInfo.InvariantCulture), before.AddMinutes(-2), before);
        Assert.Null(asked[0]["since"] ?? asked[3]["since"]);
        Assert.Equal(["", "", StandInRuntime.Line(1).Id], Api.Runtime.Resumed);
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
        Assert.Equal([StandInRuntime.Line(1).Id, StandInRuntime.Line(3).Id, StandInRuntime.Line(4).Id], Api.Runtime.Resumed);
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
