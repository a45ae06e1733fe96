using System.Text;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Invocation;
using Webhost.Core.Logs;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Telemetry;

[Collection(AzuriteCollection.Name)]
public sealed class TelemetryIngestionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private AgentRecord agent = null!;
    private DeploymentRecord deployment = null!;

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
        deployment = await world.DeployAsync(agent.AgentId);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_event_that_is_sent_again_is_a_duplicate()
    {
        var body = Report.Of(Now, Report.Event(NewId(), Now), Report.Event(NewId(), Now));

        Assert.Equal((2, 0), Counts(await SendAsync(body)));
        Assert.Equal((0, 2), Counts(await SendAsync(body)));
        var one = Report.Event(NewId(), Now);
        Assert.Equal((1, 1), Counts(await SendAsync(Report.Of(Now, one, one))));
        Assert.Equal((0, 1), Counts(await SendAsync(one)));
    }

    [Fact]
    public async Task A_report_that_is_not_signed_with_the_deployments_key_is_refused()
    {
        var body = Report.Of(Now, Report.Event(NewId(), Now));
        var secret = await SecretAsync(deployment.DeploymentId);
        var other = await world.Get<WorkloadKeys>().TelemetrySecretAsync(DeploymentId.New(world.Clock).Value, default);
        var invoke = await world.Get<WorkloadKeys>().InvokeSecretAsync(agent.AgentId, default);

        string?[] forgeries =
        [
            null, string.Empty, "v1=", $"v1={new string('0', 64)}", $"v1={new string('z', 64)}", Report.Sign(body, secret)[3..], $"v2={Report.Sign(body, secret)[3..]}",
            Report.Sign(body + " ", secret), Report.Sign(body, other), Report.Sign(body, invoke), Report.Sign(body, string.Empty),
        ];
        foreach (var forgery in forgeries)
        {
            Assert.IsType<Failure.Unauthenticated>((await SendAsync(body, deployment.DeploymentId, forgery)).Failure);
        }
    }

    [Fact]
    public async Task A_deployment_that_is_unknown_is_refused_without_a_look_at_storage_unless_the_signature_is_right()
    {
        var body = Report.Of(Now, Report.Event(NewId(), Now));
        var unknown = DeploymentId.New(world.Clock).Value;
        await SendAsync(body);
        world.Fuse.Set(1, afterItsEffect: false);

        Assert.IsType<Failure.Unauthenticated>((await SendAsync(body, unknown, Report.Sign(body, "guess"))).Failure);
        Assert.IsType<Failure.Unauthenticated>((await SendAsync(body, "../other", Report.Sign(body, "guess"))).Failure);
        Assert.IsType<Failure.Unauthenticated>((await SendAsync(body, null, null)).Failure);
        Assert.False(world.Fuse.Burnt);
        world.Fuse.Set(int.MaxValue, afterItsEffect: false);

        Assert.IsType<Failure.Unauthenticated>((await SendAsync(body, unknown, Report.Sign(body, await SecretAsync(unknown)))).Failure);
    }

    [Fact]
    public async Task A_report_is_no_longer_taken_ten_minutes_after_it_was_sent()
    {
        var body = Report.Of(Now, Report.Event(NewId(), Now));
        Assert.True((await SendAsync(body)).Succeeded);

        world.Clock.Advance(TimeSpan.FromMinutes(10.1));

        Assert.IsType<Failure.Invalid>((await SendAsync(body)).Failure);
        Assert.IsType<Failure.Invalid>((await SendAsync(Report.Of(Now.AddMinutes(10.1), Report.Event(NewId(), Now)))).Failure);
        Assert.IsType<Failure.Invalid>((await SendAsync($$"""{"events":[{{Report.Event(NewId(), Now)}}]}""")).Failure);
        Assert.IsType<Failure.Invalid>((await SendAsync(Report.Event(NewId(), Now.AddMinutes(-11)))).Failure);
    }

    [Fact]
    public async Task An_event_that_was_held_back_counts_when_its_report_is_fresh()
    {
        var id = NewId();
        var at = Now;
        world.Clock.Advance(TimeSpan.FromHours(5));

        Assert.Equal((1, 0), Counts(await SendAsync(Report.Of(Now, Report.Event(id, at)))));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(11, 0)]
    public async Task An_event_counts_until_it_is_48_hours_old_and_was_on_its_way(int minutes, int accepted)
    {
        var (id, at) = (NewId(), Now);
        world.Clock.Advance(TimeSpan.FromHours(48) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromMilliseconds(7));

        Assert.Equal((accepted, 0), Counts(await SendAsync(Report.Of(Now, Report.Event(id, at)))));
    }

    [Fact]
    public async Task Each_event_that_can_not_be_true_is_refused_with_its_reason_and_the_others_count()
    {
        var future = InvocationId.New(new FakeClock(Now.AddHours(1))).Value;
        var old = InvocationId.New(new FakeClock(Now.AddHours(-49))).Value;
        string[] wrong =
        [
            "null", "5", "{}", "[]",
            Report.Event("evt_1", Now),
            Report.Event("inv_ffffffffffffffffffffffffffffffff", Now),
            Report.Event(future, Now), Report.Event(old, Now), Report.Event(NewId(), Now.AddHours(1)), Report.Event(NewId(), Now.AddDays(-3)),
            Report.Event(NewId(), Now, "\"llmTokens\":-1"), Report.Event(NewId(), Now, "\"llmTokens\":100000001"), Report.Event(NewId(), Now, "\"llmTokens\":9223372036854775807"),
            Report.Event(NewId(), Now, "\"llmTokens\":9223372036854775808"), Report.Event(NewId(), Now, "\"llmTokens\":1.5"), Report.Event(NewId(), Now, "\"llmTokens\":\"NaN\""),
            Report.Event(NewId(), Now, "\"computeMs\":-1"), Report.Event(NewId(), Now, "\"computeMs\":28800001"), Report.Event(NewId(), Now, "\"toolCalls\":-1"),
            Report.Event(NewId(), Now, "\"cloudflare\":{\"durableObjectOps\":-1}"), Report.Event(NewId(), Now, "\"cloudflare\":{\"workersAICalls\":1000001}"), Report.Event(NewId(), Now, "\"agentcore\":{\"sessionDurationMs\":-1}"),
            Report.Event(NewId(), Now, "\"requests\":2").Replace("\"requests\":1,", string.Empty, StringComparison.Ordinal), Report.Event(NewId(), Now, "\"errors\":2"),
            Report.Event(NewId(), Now, "\"agentId\":\"agt_00000000000000000000000000000000\""), Report.Event(NewId(), Now, "\"deploymentId\":\"dep_00000000000000000000000000000000\""),
            Report.Event(NewId(), Now, "\"traceId\":\"\\ud800\""),
            Report.Event(NewId(), Now, "\"\\ud800\":1,\"llmTokens\":-1"), """{"\ud800":1}""", """{"event\ud800":1}""", Report.Event(NewId(), Now, "\"cloudflare\":{\"\\udc00\":1,\"durableObjectOps\":\"x\"}"),
        ];

        var accepted = (await SendAsync(Report.Of(Now, [.. wrong, Report.Event(NewId(), Now)]))).Value;

        Assert.Equal(1, accepted.Accepted);
        Assert.Equal(wrong.Length, accepted.Rejected.Count);
        Assert.All(accepted.Rejected, rejection => Assert.NotEmpty(rejection.Reason));
        Assert.Equal("evt_1", accepted.Rejected[4].EventId);
    }

    [Fact]
    public async Task What_is_refused_is_counted_by_its_reason()
    {
        using var counts = new Counts(world.Get<TelemetryMeter>().Meter);
        var future = InvocationId.New(new FakeClock(Now.AddHours(1))).Value;
        string[] events =
        [
            Report.Event(NewId(), Now), "7", Report.Event("evt_1", Now), Report.Event(NewId(), Now, "\"llmTokens\":2.5"),
            Report.Event(future, Now), Report.Event(NewId(), Now.AddDays(-3)),
            Report.Event(NewId(), Now, "\"llmTokens\":NaN"), Report.Event(NewId(), Now, "\"computeMs\":-Infinity"), Report.Event(NewId(), Now, "\"cloudflare\":{\"durableObjectOps\":\"many\"}"),
            Report.Event(NewId(), Now, "\"inputTokens\":-1"), Report.Event(NewId(), Now, "\"agentcore\":{\"toolInvocations\":-2}"),
            Report.Event(NewId(), Now, "\"llmTokens\":100000001"), Report.Event(NewId(), Now, "\"llmTokens\":9223372036854775808"), Report.Event(NewId(), Now, "\"llmTokens\":1e400"),
            Report.Event(NewId(), Now, "\"agentId\":\"agt_00000000000000000000000000000000\""), Report.Event(NewId(), Now, "\"errors\":2"),
        ];
        var body = $$"""{"sentAt":"{{Report.Time(Now)}}","events":[{{string.Join(',', events)}}],"logs":[{"id":"1","message":"x"},{"id":"2"},7]}""";

        var accepted = (await SendAsync(body)).Value;
        await SendAsync(body);
        await SendAsync(body, deployment.DeploymentId, $"v1={new string('0', 64)}");
        await SendAsync(Report.Of(Now.AddMinutes(-11), Report.Event(NewId(), Now)));
        await SendAsync("[]");
        await SendAsync(Report.Of(Now, Enumerable.Range(0, 501).Select(_ => Report.Event(NewId(), Now))));
        await world.Get<TelemetryIngestion>().ReceiveAsync(new Failure.Invalid("The body is too large.", [], TooLarge: true), default);

        Assert.Equal((1, 0, events.Length - 1), (accepted.Accepted, accepted.Duplicates, accepted.Rejected.Count));
        var refused = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["malformed event"] = 3,
            ["future event"] = 1,
            ["late event"] = 1,
            ["not_a_number event"] = 3,
            ["negative event"] = 2,
            ["overflow event"] = 3,
            ["foreign event"] = 1,
            ["not_one_invocation event"] = 1,
            ["malformed line"] = 2,
        };
        Assert.All(refused, reason => Assert.Equal((reason.Key, 2 * reason.Value), (reason.Key, counts[$"webhost.telemetry.refused {reason.Key}"])));
        Assert.All(
            ["forged report", "replayed report", "malformed report"], reason => Assert.Equal((reason, 1), (reason, counts[$"webhost.telemetry.refused {reason}"])));
        Assert.Equal(2, counts["webhost.telemetry.refused oversized report"]);
        Assert.Equal((1, 1), (counts["webhost.telemetry.events accepted"], counts["webhost.telemetry.events duplicate"]));
    }

    [Fact]
    public async Task A_single_event_that_can_not_be_read_is_refused_for_what_is_wrong_with_it()
    {
        var wrong = (await SendAsync(Report.Event(NewId(), Now, "\"llmTokens\":NaN"))).Value;
        var large = (await SendAsync(Report.Event(NewId(), Now, "\"llmTokens\":1e400"))).Value;

        Assert.Equal("llmTokens: it is not a number.", Assert.Single(wrong.Rejected).Reason);
        Assert.Equal("llmTokens: it is impossibly large.", Assert.Single(large.Rejected).Reason);
    }

    [Fact]
    public async Task A_packed_report_is_signed_as_it_is_sent_and_a_bomb_is_refused()
    {
        var metered = await MeteredAgent.NewAsync(world);
        var body = Report.Of(Now, Report.Event(NewId(), Now), Report.Event(NewId(), Now));

        Assert.Equal((2, 0), Counts(await metered.SendAsync(world, body, packed: true)));
        Assert.Equal((0, 2), Counts(await metered.SendAsync(world, body)));
        var bomb = await metered.SendAsync(world, body + new string(' ', TelemetryIngestion.MaximumBytes), packed: true);
        var unpacked = new SignedReport(Encoding.UTF8.GetBytes(body), "gzip", deployment.DeploymentId, Report.Sign(body, await SecretAsync(deployment.DeploymentId)));

        Assert.True(Assert.IsType<Failure.Invalid>(bomb.Failure).TooLarge);
        Assert.IsType<Failure.Invalid>((await world.Get<TelemetryIngestion>().ReceiveAsync(unpacked, default)).Failure);
    }

    [Fact]
    public async Task Reports_at_once_are_written_together_and_each_is_told_of_its_own()
    {
        using var counts = new Counts(world.Get<TelemetryMeter>().Meter);
        var shared = NewId();
        await SendAsync(Report.Of(Now, Report.Event(NewId(), Now)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => SendAsync(Report.Of(Now, Report.Event(NewId(), Now), Report.Event(shared, Now), Report.Event($"no {number}", Now)))));

        Assert.All(answers, (answer, number) => Assert.Equal($"no {number}", Assert.Single(answer.Value.Rejected).EventId));
        Assert.All(answers, answer => Assert.Equal(2, answer.Value.Accepted + answer.Value.Duplicates));
        Assert.Equal(41, answers.Sum(answer => answer.Value.Accepted));
        Assert.Equal(42, counts["webhost.telemetry.events accepted"]);
    }

    [Fact]
    public async Task More_than_storage_keeps_up_with_is_asked_to_come_again_and_nothing_is_lost()
    {
        using var counts = new Counts(world.Get<TelemetryMeter>().Meter);
        var store = new HeldTelemetry(world.Get<ITelemetryStore>());
        using var ingestion = new TelemetryIngestion(
            world.Get<IDeploymentStore>(), store, world.Get<ILogStore>(), world.Get<WorkloadKeys>(), world.Get<TelemetryMeter>(), new TelemetryOptions { QueueCapacity = 10, ParallelWrites = 1 }, world.Clock);
        var ids = Enumerable.Range(0, 6).Select(_ => NewId()).ToArray();
        store.Hold();
        var sent = ids.Select(SendOneAsync).ToArray();
        await Eventually.TrueAsync(() => store.Waiting == 1, "the first write");

        // One agent has room for five: whichever comes last is the only one that is answered before anything is written.
        var last = await Task.WhenAny(sent);

        var refused = await last;
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<Failure.RateLimited>(refused.Failure).RetryAfter);
        Assert.Equal(1, counts["webhost.telemetry.refused overloaded report"]);
        store.Release();
        Assert.All(await Task.WhenAll(sent.Where(one => one != last)), answer => Assert.Equal((1, 0), Counts(answer)));
        Assert.Equal((1, 0), Counts(await SendOneAsync(ids[Array.IndexOf(sent, last)])));

        async Task<Result<TelemetryAccepted>> SendOneAsync(string id)
        {
            var body = Encoding.UTF8.GetBytes(Report.Of(Now, Report.Event(id, Now)));
            return await ingestion.ReceiveAsync(new SignedReport(body, null, deployment.DeploymentId, Report.Sign(body, await SecretAsync(deployment.DeploymentId))), default);
        }
    }

    [Fact]
    public async Task A_reporter_that_leaves_breaks_nothing_off_that_is_for_others_too()
    {
        var store = new HeldTelemetry(world.Get<ITelemetryStore>());
        using var ingestion = new TelemetryIngestion(
            world.Get<IDeploymentStore>(), store, world.Get<ILogStore>(), world.Get<WorkloadKeys>(), world.Get<TelemetryMeter>(), new TelemetryOptions { QueueCapacity = 1 }, world.Clock);
        var body = Encoding.UTF8.GetBytes(Report.Of(Now, Report.Event(NewId(), Now)));
        var report = new SignedReport(body, null, deployment.DeploymentId, Report.Sign(body, await SecretAsync(deployment.DeploymentId)));
        store.Hold();
        using var leaving = new CancellationTokenSource();
        var left = ingestion.ReceiveAsync(report, leaving.Token);
        await Eventually.TrueAsync(() => store.Waiting == 1, "the write");

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.IsType<Failure.RateLimited>((await ingestion.ReceiveAsync(report, default)).Failure);
        store.Release();

        await Eventually.TrueAsync(async () => await ingestion.ReceiveAsync(report, default) is { Succeeded: true, Value.Duplicates: 1 }, "the room");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"sentAt\":NaN}")]
    [InlineData("{\"events\":5}")]
    [InlineData("{\"logs\":{}}")]
    [InlineData("{\"event\\ud800\":1,\"events\":[]}")]
    [InlineData("{\"sent\\ud800\":1,\"events\":[]}")]
    public async Task A_body_that_is_no_report_is_refused(string body) => Assert.IsType<Failure.Invalid>((await SendAsync(body)).Failure);

    [Fact]
    public async Task A_report_with_too_much_in_it_is_too_large()
    {
        var failure = (await SendAsync(Report.Of(Now, Enumerable.Range(0, 501).Select(_ => Report.Event(NewId(), Now))))).Failure;

        Assert.True(Assert.IsType<Failure.Invalid>(failure).TooLarge);
    }

    [Fact]
    public async Task Tokens_in_parts_are_added_up_and_the_cost_that_is_claimed_is_ignored()
    {
        var id = NewId();
        await SendAsync(Report.Of(Now, Report.Event(id, Now, "\"inputTokens\":3,\"outputTokens\":4,\"costUsd\":1e300,\"agentcore\":{\"toolInvocations\":2},\"errors\":1,\"errorClass\":\"nonsense\"")));

        var read = new List<MeteredInvocation>();
        await foreach (var item in world.Get<ITelemetryStore>().ReadHourAsync(MetricHour.Of(agent.AgentId, new InvocationId(id)), afterInvocationId: null, default))
        {
            read.Add(item);
        }

        var invocation = Assert.Single(read);
        Assert.Equal((7L, 2L, "unknown", world.Caller.User.UserId), (invocation.Tokens, invocation.ToolCalls, invocation.ErrorClass, invocation.UserId));
    }

    [Fact]
    public async Task Log_lines_are_kept_once_cut_to_size_and_with_times_that_can_be()
    {
        var lines = $$"""
            {"id":"1","timestamp":"{{Report.Time(Now)}}","level":"warn","message":"{{new string('x', 9_000)}}","source":"console"},
            {"id":"2","timestamp":"{{Report.Time(Now.AddDays(400))}}","level":"shouting","message":"from the future","source":"elsewhere"},
            {"id":"3","timestamp":"{{Report.Time(Now.AddMinutes(-30))}}","message":"half a pair: \ud83d"},
            {"id":"4","timestamp":"yesterday","message":"when?"},
            {"id":"","message":"no id"}, {"id":"5"}, null, 7
            """;
        var body = $$"""{"sentAt":"{{Report.Time(Now)}}","logs":[{{lines}}]}""";

        Assert.True((await SendAsync(body)).Succeeded);
        Assert.True((await SendAsync(body)).Succeeded);

        var (items, _) = await world.Get<ILogStore>().ReadAsync(agent.AgentId, new LogFilter(), null, 100, default);
        Assert.Equal(2, items.Count);
        Assert.Equal("warn", Assert.Single(items, line => line.Message == new string('x', 8 * 1024)).Level);
        var future = Assert.Single(items, line => line.Message == "from the future");
        Assert.Equal(("info", "log", Now), (future.Level, future.Source, future.Timestamp));
    }

    private string NewId() => InvocationId.New(world.Clock).Value;

    private static (int, int) Counts(Result<TelemetryAccepted> result) => (result.Value.Accepted, result.Value.Duplicates);

    private ValueTask<string> SecretAsync(string deploymentId) => world.Get<WorkloadKeys>().TelemetrySecretAsync(deploymentId, default);

    private async Task<Result<TelemetryAccepted>> SendAsync(string body) => await SendAsync(body, deployment.DeploymentId, Report.Sign(body, await SecretAsync(deployment.DeploymentId)));

    private Task<Result<TelemetryAccepted>> SendAsync(string body, string? deploymentId, string? signature) =>
        world.Get<TelemetryIngestion>().ReceiveAsync(new SignedReport(Encoding.UTF8.GetBytes(body), ContentEncoding: null, deploymentId, signature), default);
}
