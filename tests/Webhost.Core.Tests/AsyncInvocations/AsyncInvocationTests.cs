using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Json;
using Webhost.Core.Agents;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Webhooks;
using Webhost.Core.Users;
using Webhost.Core.Webhooks;
using InvokeInput = Webhost.Contracts.Invocation.InvokeInput;

namespace Webhost.Core.Tests.AsyncInvocations;

[Collection(AzuriteCollection.Name)]
public sealed class AsyncInvocationTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly InvokeRequest Hello = new() { Input = new InvokeInput { Prompt = "hi" } };

    private World world = null!;
    private AgentRecord agent = null!;

    private AsyncInvocationDirectory Directory => world.Get<AsyncInvocationDirectory>();

    private IAsyncInvocationStore Store => world.Get<IAsyncInvocationStore>();

    public async Task InitializeAsync() => (world, agent) = await NewWorldAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task One_that_was_accepted_is_answered_later_under_the_ids_that_it_was_given_and_measured_once()
    {
        var calls = new List<Core.Providers.InvokeInput>();
        world.Runtime.Events = (input, _) =>
        {
            calls.Add(input);
            return FakeRuntime.Of(new RuntimeEvent.Delta("hel"), new RuntimeEvent.Delta("lo"), new RuntimeEvent.UsageReported(new Usage { Tokens = 7 }), new RuntimeEvent.Completed([new Message { Role = "assistant", Content = "hello" }], null));
        };

        var accepted = await AcceptAsync(world, agent, Hello);
        var queued = await GetAsync(accepted);
        await world.Runner.RunAllAsync();
        var ended = await GetAsync(accepted);

        Assert.Equal(AsyncInvocationStatus.Queued, queued.Status);
        Assert.Equal((AsyncInvocationStatus.Succeeded, "hello", 7L), (ended.Status, ended.Output!.Text, ended.Usage!.Tokens!.Value));
        Assert.Equal((accepted.InvocationId, accepted.SessionId, accepted.TraceId), (ended.InvocationId, ended.SessionId, ended.TraceId));
        var call = Assert.Single(calls);
        Assert.Equal((accepted.InvocationId, accepted.SessionId, accepted.TraceId), (call.InvocationId, call.SessionId, call.TraceId));
        var measured = Assert.Single(Measured());
        Assert.Equal((accepted.InvocationId, true, 7L, null), (measured.InvocationId.Value, measured.SessionOpened, measured.Tokens, measured.ErrorClass));
        Assert.Empty(await world.PendingAsync());
        Assert.Null(await Store.ReadRequestAsync(agent.AgentId, accepted.InvocationId, default));
    }

    [Fact]
    public async Task Its_events_are_read_from_any_of_them_on()
    {
        world.Runtime.Events = (_, _) => FakeRuntime.Of(new RuntimeEvent.Delta("hel"), new RuntimeEvent.Delta("lo"), new RuntimeEvent.UsageReported(new Usage { Tokens = 7 }), new RuntimeEvent.Completed(null, null));
        var accepted = await AcceptAsync(world, agent, Hello);
        Assert.Empty((await EventsAsync(accepted, 0)).Value.Items);

        await world.Runner.RunAllAsync();
        var all = (await EventsAsync(accepted, 0)).Value.Items;

        Assert.Equal((accepted.SessionId, "hello", 7L), (all[0].Event.Meta!.SessionId, all[1].Event.Delta!.Text, all[2].Event.Usage!.Tokens!.Value));
        Assert.True(all is [_, _, _, { Event.Done: not null }]);
        Assert.Equal(all.Skip(2), (await EventsAsync(accepted, all[1].End)).Value.Items);
        Assert.NotNull(Assert.Single((await EventsAsync(accepted, all[3].End)).Value.Items).Event.Done);
        Assert.IsType<Failure.Invalid>((await EventsAsync(accepted, all[1].End + 1)).Failure);
        Assert.IsType<Failure.Invalid>((await EventsAsync(accepted, all[3].End + 1000)).Failure);
    }

    [Fact]
    public async Task One_that_fails_says_why_and_where_its_events_end()
    {
        world.Runtime.Events = (_, _) => FakeRuntime.Of(new RuntimeEvent.Delta("hel"), new RuntimeEvent.Failed(new Failure.RuntimeError("The agent failed: it broke.")));
        var accepted = await AcceptAsync(world, agent, Hello);

        await world.Runner.RunAllAsync();

        var ended = await GetAsync(accepted);
        Assert.Equal((AsyncInvocationStatus.Failed, ErrorCode.RuntimeError, "The agent failed: it broke.", accepted.TraceId), (ended.Status, ended.Error!.Code, ended.Error.Message, ended.Error.TraceId));
        Assert.Null(ended.Output);
        Assert.Equal(ended.Error, (await EventsAsync(accepted, 0)).Value.Items[^1].Event.Error!.Error);
    }

    [Fact]
    public async Task An_answer_that_grows_beyond_what_is_kept_ends_with_what_came_until_then()
    {
        var piece = new string('x', 1024 * 1024);
        world.Runtime.Events = (_, _) => FakeRuntime.Of([.. Enumerable.Repeat(new RuntimeEvent.Delta(piece), 9), new RuntimeEvent.Completed(null, null)]);
        var accepted = await AcceptAsync(world, agent, Hello);

        await world.Runner.RunAllAsync();

        var ended = await GetAsync(accepted);
        Assert.Equal((AsyncInvocationStatus.Failed, ErrorCode.RuntimeError), (ended.Status, ended.Error!.Code));
        Assert.Contains("8 million characters", ended.Error.Message, StringComparison.Ordinal);
        var kept = 0L;
        for (var position = 0L; (await EventsAsync(accepted, position)).Value.Items is { } items; position = items[^1].End)
        {
            kept += items.Sum(item => item.Event.Delta?.Text.Length ?? 0);
            if (items[^1].Event.IsLast)
            {
                break;
            }
        }

        Assert.Equal(8 * piece.Length, kept);
    }

    [Fact]
    public async Task Whether_enough_is_left_is_decided_when_it_runs_and_waiting_counts_nothing()
    {
        var first = await AcceptAsync(world, agent, Hello);
        var waiting = (await world.Get<QuotaGate>().ReadUsedAsync(world.Caller, default)).Used;
        await world.Runner.RunAllAsync();
        var second = await AcceptAsync(world, agent, Hello);
        var user = (await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default))!;
        await world.Get<IUserStore>().TryUpdateAsync(user with { Value = user.Value with { SpendCapUsd = 0.001m } }, default);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.Runner.RunAllAsync();

        Assert.Equal(0, waiting.Requests);
        Assert.Equal(AsyncInvocationStatus.Succeeded, (await GetAsync(first)).Status);
        var refused = await GetAsync(second);
        Assert.Equal((AsyncInvocationStatus.Failed, ErrorCode.LimitExceeded, "spendCapUsd"), (refused.Status, refused.Error!.Code, refused.Error.Limit!.Name));
        Assert.Single(Measured());
    }

    [Fact]
    public async Task An_agent_that_was_disabled_meanwhile_is_not_called()
    {
        var accepted = await AcceptAsync(world, agent, Hello);
        await world.Get<AgentDirectory>().SetDisabledAsync(world.Caller, agent.AgentId, disabled: true, ifMatch: null, default);

        await world.Runner.RunAllAsync();

        var ended = await GetAsync(accepted);
        Assert.Equal((AsyncInvocationStatus.Failed, ErrorCode.Conflict), (ended.Status, ended.Error!.Code));
        Assert.Empty(Measured());
    }

    [Fact]
    public async Task One_that_is_cancelled_breaks_the_agent_off_and_what_ran_is_billed()
    {
        var brokenOff = false;
        world.Runtime.Events = (_, token) =>
        {
            token.Register(() => brokenOff = true);
            return FakeRuntime.ThenSilence([new RuntimeEvent.Delta("hel")], token);
        };
        var accepted = await AcceptAsync(world, agent, Hello);
        var running = ProceedAsync(accepted);
        await RunningAsync(accepted);

        var asked = await Directory.CancelAsync(world.Caller, agent.AgentId, accepted.InvocationId, default);
        await AdvanceUntilAsync(() => Task.FromResult(running.IsCompleted));

        Assert.Equal((AsyncInvocationStatus.Running, true), (asked.Value.Status, asked.Value.CancelRequested));
        Assert.Null((await running).LookAgainAt);
        var ended = await GetAsync(accepted);
        Assert.True(brokenOff);
        Assert.Equal((AsyncInvocationStatus.Cancelled, null), (ended.Status, ended.Error));
        Assert.Null(Assert.Single(Measured()).ErrorClass);
        Assert.Contains("cancelled", (await EventsAsync(accepted, 0)).Value.Items[^1].Event.Error!.Error.Message, StringComparison.Ordinal);
        Assert.Equal(AsyncInvocationStatus.Cancelled, (await Directory.CancelAsync(world.Caller, agent.AgentId, accepted.InvocationId, default)).Value.Status);
    }

    [Fact]
    public async Task One_that_is_cancelled_before_it_runs_never_calls_the_agent()
    {
        var accepted = await AcceptAsync(world, agent, Hello);
        await Directory.CancelAsync(world.Caller, agent.AgentId, accepted.InvocationId, default);

        await world.Runner.RunAllAsync();

        Assert.Equal(AsyncInvocationStatus.Cancelled, (await GetAsync(accepted)).Status);
        Assert.Empty(Measured());
    }

    [Fact]
    public async Task One_that_runs_for_long_is_not_taken_for_dead_by_another_process()
    {
        await using var other = await World.CreateAsync(azurite, world);
        world.Runtime.Events = (_, token) => FakeRuntime.ThenSilence([], token);
        var accepted = await AcceptAsync(world, agent, Hello with { Options = new InvokeOptions { TimeoutMs = 30_000 } });
        var running = ProceedAsync(accepted);
        await RunningAsync(accepted);
        var until = (await FindAsync(accepted)).RunUntil;

        await AdvanceUntilAsync(async () => (await FindAsync(accepted)).RunUntil > until);

        var seen = await other.Get<AsyncInvocationRun>().ProceedAsync(ItemOf(accepted), default);
        Assert.True(seen.LookAgainAt > world.Clock.GetUtcNow());
        Assert.Equal(AsyncInvocationStatus.Running, (await GetAsync(accepted)).Status);
        await Directory.CancelAsync(world.Caller, agent.AgentId, accepted.InvocationId, default);
        await AdvanceUntilAsync(() => Task.FromResult(running.IsCompleted));
    }

    [Fact]
    public async Task One_whose_process_died_ends_as_failed_and_is_not_called_again()
    {
        var calls = 0;
        world.Runtime.Events = (_, token) =>
        {
            calls++;
            return FakeRuntime.ThenSilence([], token);
        };
        await using var other = await World.CreateAsync(azurite, world);
        other.Runtime.Events = world.Runtime.Events;
        var accepted = await AcceptAsync(world, agent, Hello);
        var found = (await Store.FindAsync(agent.AgentId, accepted.InvocationId, default))!;
        await Store.TryUpdateAsync(found with { Value = found.Value with { Status = AsyncInvocationStatus.Running, Runner = "dead", RunUntil = world.Clock.GetUtcNow().AddSeconds(30) } }, default);

        var first = await other.Get<AsyncInvocationRun>().ProceedAsync(ItemOf(accepted), default);
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        var second = await other.Get<AsyncInvocationRun>().ProceedAsync(ItemOf(accepted), default);

        Assert.Equal((true, null), (first.LookAgainAt > found.Value.CreatedAt, second.LookAgainAt));
        var ended = await GetAsync(accepted);
        Assert.Equal((AsyncInvocationStatus.Failed, ErrorCode.RuntimeError, false, 0), (ended.Status, ended.Error!.Code, ended.Error.Retryable, calls));
        Assert.Contains("not known", ended.Error.Message, StringComparison.Ordinal);
        Assert.Equal(ended.Error, Assert.Single((await EventsAsync(accepted, 0)).Value.Items).Event.Error!.Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Wherever_the_process_dies_the_agent_is_called_once_at_most_and_it_ends(int parity)
    {
        await Deaths.EverywhereAsync(1 + parity, 2, async call =>
        {
            var (mortal, its) = await NewWorldAsync();
            await using var disposed = mortal;
            var calls = 0;
            mortal.Runtime.Events = (_, _) =>
            {
                Interlocked.Increment(ref calls);
                return FakeRuntime.Of(new RuntimeEvent.Delta("hello"), new RuntimeEvent.Completed(null, null));
            };
            mortal.Fuse.Set(call, afterItsEffect: (call & 4) == 0);
            AsyncInvocationAccepted? accepted = null;
            try
            {
                accepted = await AcceptAsync(mortal, its, Hello);
                await mortal.Runner.RunAllAsync();
            }
            catch (CrashException)
            {
                // Who was not told that it was accepted sends it again.
            }

            var burnt = mortal.Fuse.Burnt;
            mortal.Fuse.Remove();
            await mortal.RecoverAsync();

            Assert.True(calls <= 1, $"{calls} calls, dead at {mortal.Fuse.Where}");
            Assert.Empty(await mortal.PendingAsync());
            foreach (var one in (await mortal.Get<IAsyncInvocationStore>().ListAsync(its.AgentId, new PageRequest(10, null), default)).Items)
            {
                Assert.True(one.Ended, $"{one.Status}, dead at {mortal.Fuse.Where}");
                Assert.True(calls == 1 || one.Status == AsyncInvocationStatus.Failed, $"{one.Status} after {calls} calls, dead at {mortal.Fuse.Where}");
            }

            Assert.True(accepted is null || (await mortal.Get<AsyncInvocationDirectory>().GetAsync(mortal.Caller, its.AgentId, accepted.InvocationId, default)).Succeeded);
            return burnt;
        });
    }

    [Fact]
    public async Task An_answer_is_kept_although_the_storage_is_away_when_it_is_there()
    {
        world.Fuse.Refuse(nameof(IAsyncInvocationStore.WriteOutcomeAsync), times: 3);
        var accepted = await AcceptAsync(world, agent, Hello);

        var running = ProceedAsync(accepted);
        await AdvanceUntilAsync(() => Task.FromResult(running.IsCompleted));

        var ended = await GetAsync(accepted);
        Assert.Equal((AsyncInvocationStatus.Succeeded, "hello"), (ended.Status, ended.Output!.Text));
        Assert.Single(Measured());
    }

    [Fact]
    public async Task Who_follows_an_answer_whose_events_could_not_be_kept_is_told_so()
    {
        world.Fuse.Refuse(nameof(IAsyncInvocationStore.AppendAsync), times: int.MaxValue);
        var accepted = await AcceptAsync(world, agent, Hello);

        await world.Runner.RunAllAsync();

        Assert.Equal("hello", (await GetAsync(accepted)).Output!.Text);
        var last = Assert.Single((await EventsAsync(accepted, 0)).Value.Items).Event;
        Assert.Contains("Read the whole answer", last.Error!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_is_forgotten_although_the_process_died_before_the_invocation_was_there()
    {
        var accepted = await AcceptAsync(world, agent, Hello);
        var rows = world.Get<TableServiceClient>().GetTableClient("Invocations");
        await foreach (var row in rows.QueryAsync<TableEntity>(row => row.PartitionKey == agent.AgentId))
        {
            await rows.DeleteEntityAsync(row.PartitionKey, row.RowKey);
        }

        world.Orchestrations.Started.Clear();

        await world.RecoverAsync();

        Assert.Null(await Store.ReadRequestAsync(agent.AgentId, accepted.InvocationId, default));
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task One_that_is_accepted_when_its_agent_is_gone_already_leaves_nothing_behind()
    {
        var prepared = await world.Get<InvocationGateway>().PrepareAsync(world.Caller, agent.AgentId, Hello, inOnePiece: false, default);
        await world.Get<AgentRemoval>().StartAsync(world.Caller, agent.AgentId, ifMatch: null, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();

        var accepted = await Directory.AcceptAsync(world.Caller, prepared.Value, Hello, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();

        Assert.Null(await Store.FindAsync(agent.AgentId, accepted.InvocationId, default));
        Assert.Null(await Store.ReadRequestAsync(agent.AgentId, accepted.InvocationId, default));
        Assert.Empty(await world.PendingAsync());
        Assert.Empty(Measured());
    }

    [Fact]
    public async Task One_whose_start_was_lost_is_started_by_the_watch()
    {
        var accepted = await AcceptAsync(world, agent, Hello);
        world.Orchestrations.Started.Clear();

        await world.RecoverAsync();

        Assert.Equal(AsyncInvocationStatus.Succeeded, (await GetAsync(accepted)).Status);
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task The_webhook_is_told_the_answer_signed_with_the_secret_that_was_given_and_again_until_it_is_taken()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var refusals = 2;
        receiver.Answer = http =>
        {
            http.Response.StatusCode = refusals-- > 0 ? (int)HttpStatusCode.InternalServerError : (int)HttpStatusCode.OK;
            return Task.CompletedTask;
        };
        var accepted = await AcceptAsync(world, agent, Hello with { Webhook = new InvocationWebhook { Url = receiver.Address.ToString() } });

        await world.Runner.RunAllAsync();

        var received = receiver.Received.ToList();
        Assert.Equal(3, received.Count);
        Assert.All(received, one => Assert.Equal(accepted.InvocationId, one.Id));
        var last = received[^1];
        var key = Convert.FromBase64String(accepted.WebhookSecret![WebhookSignature.SecretPrefix.Length..]);
        Assert.Equal(WebhookSignature.Of(last.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(last.Timestamp, System.Globalization.CultureInfo.InvariantCulture)), last.Body, key), last.Signature);
        var message = JsonSerializer.Deserialize(last.Body, ApiJsonContext.Default.AsyncInvocationMessage)!;
        Assert.Equal(("invocation.succeeded", AsyncInvocationStatus.Succeeded, "hello"), (message.Type, message.Data.Status, message.Data.Output!.Text));
        var delivery = (await GetAsync(accepted)).Webhook!;
        Assert.Equal((DeliveryStatus.Delivered, 3, null), (delivery.Status, delivery.Attempts, delivery.LastError));
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task A_webhook_that_never_takes_it_is_given_up_after_most_of_a_day()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = http =>
        {
            http.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return Task.CompletedTask;
        };
        var begun = world.Clock.GetUtcNow();
        var accepted = await AcceptAsync(world, agent, Hello with { Webhook = new InvocationWebhook { Url = receiver.Address.ToString() } });

        await world.Runner.RunAllAsync();

        var delivery = (await GetAsync(accepted)).Webhook!;
        Assert.Equal((DeliveryStatus.Failed, 8, null), (delivery.Status, delivery.Attempts, delivery.NextAttemptAt));
        Assert.Contains("503", delivery.LastError!, StringComparison.Ordinal);
        Assert.InRange(delivery.LastAttemptAt!.Value - begun, TimeSpan.FromHours(16), TimeSpan.FromHours(20));
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task An_agent_that_is_removed_while_it_runs_leaves_nothing_behind()
    {
        world.Runtime.Events = (_, token) => FakeRuntime.ThenSilence([new RuntimeEvent.Delta("hel")], token);
        var accepted = await AcceptAsync(world, agent, Hello);
        var running = ProceedAsync(accepted);
        await RunningAsync(accepted);

        await Store.RemoveAllAsync(agent.AgentId, default);
        await AdvanceUntilAsync(() => Task.FromResult(running.IsCompleted));

        Assert.Null((await running).LookAgainAt);
        Assert.Empty((await Store.ReadEventsAsync(agent.AgentId, accepted.InvocationId, 0, default))!.Items);
        Assert.Null(await Store.ReadOutcomeAsync(agent.AgentId, accepted.InvocationId, default));
        Assert.IsType<Failure.NotFound>((await Directory.GetAsync(world.Caller, agent.AgentId, accepted.InvocationId, default)).Failure);
        Assert.Single(Measured());
    }

    [Fact]
    public async Task Nobody_reads_or_stops_what_is_another_users_or_beyond_a_key()
    {
        var accepted = await AcceptAsync(world, agent, Hello);
        foreach (var stranger in new[] { Some.Caller(), world.Caller with { OnlyAgentId = "agt_another" } })
        {
            Assert.IsType<Failure.NotFound>((await Directory.GetAsync(stranger, agent.AgentId, accepted.InvocationId, default)).Failure);
            Assert.IsType<Failure.NotFound>((await Directory.ListAsync(stranger, agent.AgentId, new PageRequest(10, null), default)).Failure);
            Assert.IsType<Failure.NotFound>((await Directory.CancelAsync(stranger, agent.AgentId, accepted.InvocationId, default)).Failure);
            Assert.IsType<Failure.NotFound>((await Directory.ReadEventsAsync(stranger, agent.AgentId, accepted.InvocationId, 0, default)).Failure);
        }

        Assert.False((await FindAsync(accepted)).CancelRequested);
    }

    [Theory]
    [InlineData("ftp://example.com/x")]
    [InlineData("https://user:secret@example.com/x")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public void A_webhook_that_can_not_be_called_is_refused(string? url) =>
        Assert.IsType<Failure.Invalid>(Directory.RefuseWebhook(Hello with { Webhook = new InvocationWebhook { Url = url } }));

    private async Task<(World World, AgentRecord Agent)> NewWorldAsync()
    {
        var made = await World.CreateAsync(azurite);
        await made.Get<IUserStore>().AddIfAbsentAsync(made.Caller.User, default);
        var its = await made.NewAgentAsync();
        await made.DeployAsync(its.AgentId);
        return (made, its);
    }

    private static async Task<AsyncInvocationAccepted> AcceptAsync(World world, AgentRecord agent, InvokeRequest request)
    {
        var prepared = await world.Get<InvocationGateway>().PrepareAsync(world.Caller, agent.AgentId, request, inOnePiece: false, default);
        return await world.Get<AsyncInvocationDirectory>().AcceptAsync(world.Caller, prepared.Value, request, world.Get<IOrchestrations>(), default);
    }

    private async Task<AsyncInvocation> GetAsync(AsyncInvocationAccepted accepted) => (await Directory.GetAsync(world.Caller, agent.AgentId, accepted.InvocationId, default)).Value;

    private async Task<AsyncInvocationRecord> FindAsync(AsyncInvocationAccepted accepted) => (await Store.FindAsync(agent.AgentId, accepted.InvocationId, default))!.Value;

    private Task<Result<RecordedEvents>> EventsAsync(AsyncInvocationAccepted accepted, long position) => Directory.ReadEventsAsync(world.Caller, agent.AgentId, accepted.InvocationId, position, default);

    private PendingItem ItemOf(AsyncInvocationAccepted accepted) => world.Orchestrations.Started[accepted.InvocationId];

    private Task<AsyncInvocationStep> ProceedAsync(AsyncInvocationAccepted accepted) => Task.Run(() => world.Get<AsyncInvocationRun>().ProceedAsync(ItemOf(accepted), default));

    private Task RunningAsync(AsyncInvocationAccepted accepted) => Eventually.TrueAsync(async () => (await FindAsync(accepted)).Status == AsyncInvocationStatus.Running, "the call");

    private Task AdvanceUntilAsync(Func<Task<bool>> isReached) => Eventually.TrueAsync(
        async () =>
        {
            if (await isReached())
            {
                return true;
            }

            world.Clock.Advance(TimeSpan.FromMilliseconds(200));
            return false;
        },
        "what takes time");

    private List<InvocationMeasurement> Measured()
    {
        var measured = new List<InvocationMeasurement>();
        while (world.Get<MeteringQueue>().Reader.TryRead(out var item))
        {
            measured.Add(item.Measurement);
        }

        return measured;
    }
}
