using Webhost.Contracts.Agents;
using Webhost.Contracts.Invocation;
using Webhost.Core.Agents;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;
using InvokeInput = Webhost.Contracts.Invocation.InvokeInput;
using InvokeOutput = Webhost.Core.Providers.InvokeOutput;

namespace Webhost.Core.Tests.Invocation;

[Collection(AzuriteCollection.Name)]
public sealed class InvocationGatewayTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly InvokeRequest Hello = new() { Input = new InvokeInput { Prompt = "hi" } };

    private World world = null!;
    private AgentRecord agent = null!;

    private InvocationGateway Gateway => world.Get<InvocationGateway>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
        await world.DeployAsync(agent.AgentId);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_answer_says_what_it_used_and_is_measured_once()
    {
        world.Runtime.Answer = (_, _) =>
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(12.5));
            return Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = "hello", Usage = new Usage { Tokens = 7, ToolCalls = 1 } });
        };

        var prepared = await PrepareAsync(Hello with { SessionId = "mine" });
        var answer = (await Gateway.RunAsync(prepared, default)).Value;

        Assert.Equal(("hello", "mine", 7L), (answer.Output.Text, answer.SessionId, answer.Usage.Tokens!.Value));
        var measured = Assert.Single(Measured());
        Assert.Equal((answer.InvocationId, "mine", 13L, 7L, 1L, null), (measured.InvocationId.Value, measured.SessionId, measured.DurationMs, measured.Tokens, measured.ToolCalls, measured.ErrorClass));
        Assert.Equal((world.Caller.User.UserId, agent.AgentId, answer.DeploymentId), (measured.UserId, measured.AgentId, measured.DeploymentId));
    }

    [Fact]
    public async Task What_a_runtime_counts_besides_is_measured_too()
    {
        var counters = new RuntimeCounters { SessionDurationMs = 1500, BrowserInteractions = 3 };
        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = "hello", Counters = counters });
        world.Runtime.Events = (_, _) => FakeRuntime.Of(new RuntimeEvent.UsageReported(new Usage(), counters), new RuntimeEvent.Completed(null, null));

        await Gateway.RunAsync(await PrepareAsync(Hello), default);
        await ToListAsync(Gateway.StreamAsync(await PrepareAsync(Hello), default));

        Assert.Equal([(1500L, 3L), (1500L, 3L)], Measured().Select(item => (item.SessionDurationMs, item.BrowserInteractions)));
    }

    [Fact]
    public async Task A_plan_decides_how_long_an_invocation_may_take_where_the_runtime_allows_it()
    {
        var caller = world.Caller with { Plan = world.Caller.Plan with { InvocationTimeout = TimeSpan.FromSeconds(40) } };
        var request = Hello with { Options = new InvokeOptions { TimeoutMs = 41_000 } };

        var usual = (await Gateway.PrepareAsync(caller, agent.AgentId, Hello, inOnePiece: false, default)).Value.Input.Timeout;
        var tooLong = await Gateway.PrepareAsync(caller, agent.AgentId, request, inOnePiece: false, default);
        var bounded = (await Gateway.PrepareAsync(caller with { Plan = caller.Plan with { InvocationTimeout = TimeSpan.FromHours(1) } }, agent.AgentId, request with { Options = new InvokeOptions { TimeoutMs = 3_000_000 } }, inOnePiece: false, default)).Value.Input.Timeout;

        Assert.Equal((TimeSpan.FromSeconds(40), world.Runtime.Capabilities.MaximumInvocation), (usual, bounded));
        Assert.IsType<Failure.Invalid>(tooLong.Failure);
    }

    [Fact]
    public async Task An_answer_in_one_piece_ends_before_the_platform_would_cut_it_whatever_the_plan_allows()
    {
        var caller = world.Caller with { Plan = world.Caller.Plan with { InvocationTimeout = TimeSpan.FromSeconds(58) } };
        var longer = Hello with { Options = new InvokeOptions { TimeoutMs = 55_000 } };

        var usual = (await Gateway.PrepareAsync(caller, agent.AgentId, Hello, inOnePiece: true, default)).Value.Input.Timeout;
        var streamed = (await Gateway.PrepareAsync(caller, agent.AgentId, longer, inOnePiece: false, default)).Value.Input.Timeout;
        var refused = await Gateway.PrepareAsync(caller, agent.AgentId, longer, inOnePiece: true, default);

        Assert.Equal((TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(55)), (usual, streamed));
        Assert.Contains("respond-async", Assert.IsType<Failure.Invalid>(refused.Failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_is_told_the_plan_and_what_is_left_of_it()
    {
        var caller = world.Caller with { Plan = Some.Plan with { RequestsPerMonth = 100, TokensPerMonth = 10_000, ComputeMsPerMonth = 20_000 } };

        var first = (await Gateway.PrepareAsync(caller, agent.AgentId, Hello, inOnePiece: false, default)).Value.Input.Limits;
        var second = (await Gateway.PrepareAsync(caller, agent.AgentId, Hello, inOnePiece: false, default)).Value.Input.Limits;

        Assert.Equal((caller.Plan.Tier, true), (first.Tier, first.Entitled));
        Assert.Equal((99, 9_500, 19_500), (first.Remaining.Requests, first.Remaining.Tokens, first.Remaining.ComputeMs));
        Assert.Equal((98, 9_000, 19_000), (second.Remaining.Requests, second.Remaining.Tokens, second.Remaining.ComputeMs));
    }

    [Fact]
    public async Task A_stream_ends_with_done_and_is_measured_once()
    {
        var events = await ToListAsync(Gateway.StreamAsync(await PrepareAsync(Hello), default));

        Assert.Equal(["Delta", "Delta", "UsageReported", "Completed"], events.Select(item => item.GetType().Name));
        var measured = Assert.Single(Measured());
        Assert.Equal((7L, null), (measured.Tokens, measured.ErrorClass));
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_is_measured_once_and_breaks_the_runtime_off()
    {
        var brokenOff = false;
        world.Runtime.Events = (_, token) =>
        {
            token.Register(() => brokenOff = true);
            return FakeRuntime.ThenSilence([new RuntimeEvent.Delta("hel")], token);
        };
        using var leaving = new CancellationTokenSource();
        var prepared = await PrepareAsync(Hello);
        await using (var events = Gateway.StreamAsync(prepared, leaving.Token).GetAsyncEnumerator())
        {
            Assert.True(await events.MoveNextAsync());
            var next = events.MoveNextAsync();
            world.Clock.Advance(TimeSpan.FromMilliseconds(400));
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        }

        Assert.True(brokenOff);
        var measured = Assert.Single(Measured());
        Assert.Equal((null, null, 400L), (measured.ErrorClass, measured.ErrorMessage, measured.DurationMs));
    }

    [Fact]
    public async Task A_sequence_that_is_dropped_is_measured_once()
    {
        await foreach (var item in Gateway.StreamAsync(await PrepareAsync(Hello), default))
        {
            Assert.IsType<RuntimeEvent.Delta>(item);
            break;
        }

        Assert.Null(Assert.Single(Measured()).ErrorClass);
    }

    [Fact]
    public async Task A_client_that_leaves_before_a_whole_answer_is_measured_once()
    {
        world.Runtime.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new InvokeOutput { Text = "never" };
        };
        using var leaving = new CancellationTokenSource();
        var running = Gateway.RunAsync(await PrepareAsync(Hello), leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(Assert.Single(Measured()).ErrorClass);
    }

    [Fact]
    public async Task What_the_callers_trace_says_besides_goes_to_the_runtime()
    {
        using var call = new System.Diagnostics.Activity("call") { TraceStateString = "vendor=1" }.Start();

        Assert.Equal("vendor=1", (await PrepareAsync(Hello)).Input.TraceState);
    }

    [Fact]
    public async Task A_runtime_that_keeps_no_time_is_broken_off_with_a_time_out()
    {
        world.Runtime.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new InvokeOutput { Text = "never" };
        };
        world.Runtime.Events = (_, token) => FakeRuntime.ThenSilence([new RuntimeEvent.Delta("hel")], token);
        var request = Hello with { Options = new InvokeOptions { TimeoutMs = 1_000 } };

        var running = Gateway.RunAsync(await PrepareAsync(request), default);
        await using var events = Gateway.StreamAsync(await PrepareAsync(request), default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(10));

        var failure = Assert.IsType<Failure.RuntimeError>((await running).Failure);
        Assert.Equal((true, false), (failure.TimedOut, failure.Retryable));
        Assert.True(await next);
        Assert.True(Assert.IsType<Failure.RuntimeError>(Assert.IsType<RuntimeEvent.Failed>(events.Current).Failure).TimedOut);
        Assert.False(await events.MoveNextAsync());
        Assert.Equal(["limit", "limit"], Measured().Select(item => item.ErrorClass));
    }

    [Fact]
    public async Task A_failure_of_the_runtime_is_passed_on_and_measured_by_its_class()
    {
        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new Failure.RuntimeError("The tool broke.") { ErrorClass = "tool" });
        world.Runtime.Events = (_, _) => FakeRuntime.Of(new RuntimeEvent.Delta("x"), new RuntimeEvent.Failed(new Failure.RateLimited("Too many.", TimeSpan.FromSeconds(1))));

        var failed = await Gateway.RunAsync(await PrepareAsync(Hello), default);
        var events = await ToListAsync(Gateway.StreamAsync(await PrepareAsync(Hello), default));

        Assert.Equal("The tool broke.", failed.Failure.Message);
        Assert.IsType<RuntimeEvent.Failed>(events[^1]);
        Assert.Equal(["tool", "limit"], Measured().Select(item => item.ErrorClass));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_without_an_end_gets_one_and_nothing_after_the_end_is_passed_on()
    {
        world.Runtime.Events = (_, _) => FakeRuntime.Of(new RuntimeEvent.Delta("x"));
        var broken = await ToListAsync(Gateway.StreamAsync(await PrepareAsync(Hello), default));
        world.Runtime.Events = (_, _) => FakeRuntime.Of(new RuntimeEvent.Completed(null, null), new RuntimeEvent.Delta("late"), new RuntimeEvent.Completed(null, null));
        var chatty = await ToListAsync(Gateway.StreamAsync(await PrepareAsync(Hello), default));

        Assert.IsType<RuntimeEvent.Failed>(broken[^1]);
        Assert.IsType<RuntimeEvent.Completed>(Assert.Single(chatty));
        Assert.Equal(["runtime", null], Measured().Select(item => item.ErrorClass));
    }

    [Fact]
    public async Task A_fault_of_an_adapter_is_thrown_and_measured_as_ours()
    {
        world.Runtime.Answer = (_, _) => throw new InvalidDataException("a bug");
        world.Runtime.Events = (_, _) => throw new InvalidDataException("a bug");

        var prepared = await PrepareAsync(Hello);
        await Assert.ThrowsAsync<InvalidDataException>(() => Gateway.RunAsync(prepared, default));
        var streamed = await PrepareAsync(Hello);
        await Assert.ThrowsAsync<InvalidDataException>(() => ToListAsync(Gateway.StreamAsync(streamed, default)));

        Assert.All(Measured(), item => Assert.Equal("unknown", item.ErrorClass));
    }

    [Fact]
    public async Task What_a_runtime_claims_is_kept_within_what_one_invocation_can_use()
    {
        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = "x", Usage = new Usage { Tokens = long.MaxValue, ToolCalls = -5 } });
        await Gateway.RunAsync(await PrepareAsync(Hello), default);
        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new Failure.RuntimeError(new string('x', 100_000)));
        await Gateway.RunAsync(await PrepareAsync(Hello), default);

        var measured = Measured().ToArray();
        Assert.Equal((100_000_000L, 0L), (measured[0].Tokens, measured[0].ToolCalls));
        Assert.Equal(8 * 1024, measured[1].ErrorMessage!.Length);
    }

    [Fact]
    public async Task Tokens_are_estimated_from_the_texts_when_an_agent_ran_and_its_answer_does_not_say()
    {
        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = new string('x', 38) });
        await Gateway.RunAsync(await PrepareAsync(Hello), default);
        world.Runtime.Events = (_, _) => FakeRuntime.Of(new RuntimeEvent.Delta("12345"), new RuntimeEvent.Failed(new Failure.RuntimeError("It broke.")));
        await ToListAsync(Gateway.StreamAsync(await PrepareAsync(Hello), default));
        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new Failure.RuntimeError("It could not be reached."));
        await Gateway.RunAsync(await PrepareAsync(Hello), default);
        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = "x", Usage = new Usage { Tokens = 0, Estimated = true } });
        await Gateway.RunAsync(await PrepareAsync(Hello), default);

        Assert.Equal([(0, 10, false), (0, 2, false), (0, 0, false), (0, 0, true)], Measured().Select(item => (item.Tokens, item.EstimatedTokens, item.TokensEstimated)));
    }

    [Fact]
    public async Task No_invocation_begins_while_there_is_no_room_to_meter_it()
    {
        var queue = world.Get<MeteringQueue>();
        for (var number = 0; number < new TelemetryOptions().MeasurementCapacity; number++)
        {
            queue.Add(new InvocationMeasurement
            {
                InvocationId = new InvocationId("inv_0"),
                UserId = "u",
                AgentId = "a",
                DeploymentId = "d",
                RuntimeProvider = "r",
                SessionId = "s",
                TraceId = "t",
                StartedAt = default,
                DurationMs = 0,
            });
        }

        var refused = await Gateway.PrepareAsync(world.Caller, agent.AgentId, Hello, inOnePiece: false, default);
        queue.Written(1);

        Assert.IsType<Failure.RateLimited>(refused.Failure);
        Assert.True((await Gateway.PrepareAsync(world.Caller, agent.AgentId, Hello, inOnePiece: false, default)).Succeeded);
    }

    [Fact]
    public async Task The_runtimes_longest_invocation_bounds_what_a_caller_may_ask_for()
    {
        world.Runtime.Capabilities = world.Runtime.Capabilities with { MaximumInvocation = TimeSpan.FromSeconds(2) };

        var prepared = await PrepareAsync(Hello with { Options = new InvokeOptions { TimeoutMs = 20_000 } });

        Assert.Equal(TimeSpan.FromSeconds(2), prepared.Input.Timeout);
    }

    [Fact]
    public async Task An_agent_is_reached_by_its_owner_alone_and_by_a_key_that_is_good_for_it()
    {
        var other = await Gateway.PrepareAsync(Some.Caller(), agent.AgentId, Hello, inOnePiece: false, default);
        var key = await Gateway.PrepareAsync(world.Caller with { OnlyAgentId = "agt_other" }, agent.AgentId, Hello, inOnePiece: false, default);
        var unknown = await Gateway.PrepareAsync(world.Caller, "agt_x", Hello, inOnePiece: false, default);

        Assert.All([other, key, unknown], result => Assert.IsType<Failure.NotFound>(result.Failure));
    }

    [Fact]
    public async Task An_agent_that_is_switched_off_or_never_deployed_is_a_conflict()
    {
        var never = await world.NewAgentAsync("never");
        await world.Get<AgentDirectory>().SetDisabledAsync(world.Caller, agent.AgentId, disabled: true, ifMatch: null, default);

        Assert.IsType<Failure.Conflict>((await Gateway.PrepareAsync(world.Caller, agent.AgentId, Hello, inOnePiece: false, default)).Failure);
        Assert.IsType<Failure.Conflict>((await Gateway.PrepareAsync(world.Caller, never.AgentId, Hello, inOnePiece: false, default)).Failure);
    }

    [Fact]
    public async Task A_spent_plan_and_a_fast_caller_are_told_apart()
    {
        var spent = world.Caller with { Plan = Some.Plan with { RequestsPerMonth = 1 } };
        Assert.True((await Gateway.PrepareAsync(spent, agent.AgentId, Hello, inOnePiece: false, default)).Succeeded);
        Assert.IsType<Failure.LimitExceeded>((await Gateway.PrepareAsync(spent, agent.AgentId, Hello, inOnePiece: false, default)).Failure);
        var slow = world.Caller with { Plan = Some.Plan with { RequestsPerSecondPerAgent = 1 } };
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await Gateway.PrepareAsync(slow, agent.AgentId, Hello, inOnePiece: false, default)).Succeeded);
        Assert.IsType<Failure.RateLimited>((await Gateway.PrepareAsync(slow, agent.AgentId, Hello, inOnePiece: false, default)).Failure);
    }

    [Fact]
    public async Task What_an_invocation_used_takes_the_place_of_what_was_reserved()
    {
        world.Runtime.Answer = (_, _) =>
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(20));
            return Task.FromResult<Result<InvokeOutput>>(new InvokeOutput { Text = "hello", Usage = new Usage { Tokens = 7 } });
        };

        await Gateway.RunAsync(await PrepareAsync(Hello), default);

        Assert.Equal(new QuotaAmounts(1, 7, 20, 1_007), await UsedAsync());
    }

    [Fact]
    public async Task However_an_invocation_ends_nothing_stays_reserved()
    {
        using var leaving = new CancellationTokenSource();
        await foreach (var item in Gateway.StreamAsync(await PrepareAsync(Hello), default))
        {
            Assert.NotNull(item);
        }

        await foreach (var item in Gateway.StreamAsync(await PrepareAsync(Hello), default))
        {
            Assert.IsType<RuntimeEvent.Delta>(item);
            break;
        }

        world.Runtime.Answer = (_, _) => Task.FromResult<Result<InvokeOutput>>(new Failure.RuntimeError("It broke."));
        await Gateway.RunAsync(await PrepareAsync(Hello), default);
        world.Runtime.Answer = (_, _) => throw new InvalidDataException("a bug");
        var faulty = await PrepareAsync(Hello);
        await Assert.ThrowsAsync<InvalidDataException>(() => Gateway.RunAsync(faulty, default));
        world.Runtime.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new InvokeOutput { Text = "never" };
        };
        var left = Gateway.RunAsync(await PrepareAsync(Hello), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        var late = Gateway.RunAsync(await PrepareAsync(Hello with { Options = new InvokeOptions { TimeoutMs = 1_000 } }), default);
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.False((await late).Succeeded);

        var used = await UsedAsync();
        Assert.Equal((6L, 7L, 3_000L), (used.Requests, used.Tokens, used.ComputeMs));
    }

    [Fact]
    public async Task An_answer_that_goes_on_beyond_what_was_reserved_is_ended_when_nothing_is_left()
    {
        NeverEnds();
        world.Caller = world.Caller with { Plan = Some.Plan with { ComputeMsPerMonth = 3_000 } };
        var whole = Gateway.RunAsync(await PrepareAsync(Hello), default);
        await using var events = Gateway.StreamAsync(await PrepareAsync(Hello), default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();

        var seconds = await LookUntilAsync(() => whole.IsCompleted && next.IsCompleted);

        var exceeded = Assert.IsType<Failure.LimitExceeded>((await whole).Failure);
        Assert.Equal(("computeMsPerMonth", 3_000m), (exceeded.Limit.Name, exceeded.Limit.Allowed));
        Assert.True(await next);
        Assert.IsType<Failure.LimitExceeded>(Assert.IsType<RuntimeEvent.Failed>(events.Current).Failure);
        Assert.False(await events.MoveNextAsync());

        Assert.InRange(seconds, 2, 24);
        var measured = Measured().Where(item => !item.Unfinished).ToArray();
        Assert.Equal(["limit", "limit"], measured.Select(item => item.ErrorClass));
        Assert.Equal(measured.Sum(item => item.DurationMs), (await UsedAsync()).ComputeMs);
    }

    [Fact]
    public async Task An_answer_that_goes_on_within_what_is_left_is_counted_while_it_does()
    {
        NeverEnds();
        world.Caller = world.Caller with { Plan = Some.Plan with { ComputeMsPerMonth = 100_000 } };
        using var leaving = new CancellationTokenSource();
        var running = Gateway.RunAsync(await PrepareAsync(Hello), leaving.Token);

        await LookUntilAsync(() => false, most: 20);

        Assert.False(running.IsCompleted);
        Assert.Equal(20_000, (await UsedAsync()).ComputeMs);
        var measured = Measured();
        Assert.All(measured, item => Assert.True(item.Unfinished));
        Assert.Equal([1_000L, 11_000L], measured.Select(item => item.Reserved!.Value.ComputeMs));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(20_000, (await UsedAsync()).ComputeMs);
    }

    [Fact]
    public async Task An_answer_goes_on_under_the_plan_that_its_owner_bought_meanwhile()
    {
        NeverEnds();
        await world.Get<IUserStore>().AddIfAbsentAsync(world.Caller.User with { SpendCapUsd = 1000 }, default);
        world.Caller = world.Caller with { Plan = Some.Plan with { ComputeMsPerMonth = 1_000 } };
        using var leaving = new CancellationTokenSource();
        var running = Gateway.RunAsync(await PrepareAsync(Hello), leaving.Token);

        await LookUntilAsync(() => running.IsCompleted, most: 20);

        Assert.False(running.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_caller_is_told_of_the_limit_that_is_used_up_first()
    {
        var caller = world.Caller with { Plan = Some.Plan with { RequestsPerMonth = 100, RequestsPerSecondPerAgent = 10, RequestsPerSecondPerUser = 20 } };
        var fast = (await Gateway.PrepareAsync(caller, agent.AgentId, Hello, inOnePiece: false, default)).Value.Standing;
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var nearlySpent = (await Gateway.PrepareAsync(caller with { Plan = caller.Plan with { RequestsPerMonth = 5 } }, agent.AgentId, Hello, inOnePiece: false, default)).Value.Standing;

        Assert.Equal((10L, 9L, TimeSpan.FromMilliseconds(100)), (fast.Limit, fast.Remaining, fast.ResetsIn));
        Assert.Equal((5L, 3L), (nearlySpent.Limit, nearlySpent.Remaining));
    }

    [Fact]
    public async Task A_warm_invocation_waits_for_no_storage()
    {
        await PrepareAsync(Hello);
        world.Fuse.Set(1, afterItsEffect: false);

        var warm = Gateway.PrepareAsync(world.Caller, agent.AgentId, Hello, inOnePiece: false, default);

        Assert.True(warm.IsCompletedSuccessfully);
        Assert.False(world.Fuse.Burnt);
    }

    [Fact]
    public async Task A_renamed_or_redeployed_agent_is_seen_at_once()
    {
        var first = await PrepareAsync(Hello);
        var second = await world.DeployAsync(agent.AgentId);

        Assert.NotEqual(second.DeploymentId, first.Input.DeploymentId);
        Assert.Equal(second.DeploymentId, (await PrepareAsync(Hello)).Input.DeploymentId);
        Assert.True((await world.Get<AgentDirectory>().UpdateAsync(world.Caller, agent.AgentId, new UpdateAgentRequest { Name = "renamed" }, null, default)).Succeeded);
        Assert.Equal(second.DeploymentId, (await PrepareAsync(Hello)).Input.DeploymentId);
    }

    private async Task<PreparedInvocation> PrepareAsync(InvokeRequest request) => (await Gateway.PrepareAsync(world.Caller, agent.AgentId, request, inOnePiece: false, default)).Value;

    private void NeverEnds()
    {
        world.Runtime.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new InvokeOutput { Text = "never" };
        };
        world.Runtime.Events = (_, token) => FakeRuntime.ThenSilence([new RuntimeEvent.Delta("hel")], token);
    }

    /// <summary>Lets seconds pass, with a look at what runs after each; how many.</summary>
    private async Task<int> LookUntilAsync(Func<bool> isReached, int most = 25)
    {
        for (var second = 0; second < most; second++)
        {
            if (isReached())
            {
                return second;
            }

            world.Clock.Advance(TimeSpan.FromSeconds(1));
            world.Get<MeteringQueue>().MeasureRunning(world.Clock);
            await Eventually.TrueAsync(() => world.Get<QuotaGate>().Exchanges == 0, "the end of the exchange");
            await world.Get<UserDirectory>().FindAsync(world.Caller.UserId, default);
        }

        return most;
    }

    private async Task<QuotaAmounts> UsedAsync() => (await world.Get<QuotaGate>().ReadUsedAsync(world.Caller, default)).Used;

    private List<InvocationMeasurement> Measured()
    {
        var measured = new List<InvocationMeasurement>();
        while (world.Get<MeteringQueue>().Reader.TryRead(out var item))
        {
            measured.Add(item.Measurement);
        }

        return measured;
    }

    private static async Task<List<RuntimeEvent>> ToListAsync(IAsyncEnumerable<RuntimeEvent> events)
    {
        var list = new List<RuntimeEvent>();
        await foreach (var item in events)
        {
            list.Add(item);
        }

        return list;
    }
}
