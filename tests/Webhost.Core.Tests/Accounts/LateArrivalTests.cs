using Azure.Data.Tables;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Deployments;
using Webhost.Core.Accounts;
using Webhost.Core.ApiKeys;
using Webhost.Core.Billing;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Billing;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Accounts;

[Collection(AzuriteCollection.Name)]
public sealed class LateArrivalTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_report_that_comes_after_the_deletion_is_refused_and_writes_nothing()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await MeteredAgent.NewAsync(world);
        Assert.Equal(1, (await agent.ReportAsync(Id(world))).Value.Accepted);
        await Owner.DeleteAsync(world, world.Caller.User.UserId);
        await world.Runner.RunAllAsync();

        // Longer than the owner of a deployment is remembered without a look.
        world.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.IsType<Failure.Unauthenticated>((await agent.ReportAsync(Id(world))).Failure);
        await Owner.AssertGoneAsync(azurite, world, agent.AgentId, deletionId: null);
    }

    [Fact]
    public async Task What_was_let_in_before_and_written_after_the_end_is_swept_up()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await MeteredAgent.NewAsync(world);
        await agent.ReportAsync(Id(world));
        var item = await ClosedAsync(world);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var deletions = world.Get<AccountDeletions>();
        await deletions.FinishAsync(item, default);
        Assert.True(await deletions.IsNeededAsync(item, default));

        // The gateway's own measurement, a session, a key, and an answer that was kept.
        await agent.MeasureAsync(agent.Measurement(Id(world)));
        await world.Get<Core.Sessions.ISessionStore>().TouchAsync([new Core.Sessions.SessionTouch(agent.AgentId, "ses_1", world.Clock.GetUtcNow(), world.Clock.GetUtcNow(), 1)], default);
        await agent.Rollups().RunAsync(default);
        await WriteHalfAKeyAsync(world, item);
        await deletions.SweepAsync(item, default);

        await Owner.AssertGoneAsync(azurite, world, agent.AgentId, item.Id);
        Assert.False(await deletions.IsNeededAsync(item, default));
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task The_sweep_takes_nothing_from_an_account_that_was_opened_since()
    {
        await using var world = await Owner.NewAsync(azurite);
        var former = await Owner.NewAgentAsync(world);
        var item = await ClosedAsync(world);
        await world.Get<AccountDeletions>().FinishAsync(item, default);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await world.Get<IUserStore>().AddIfAbsentAsync(world.Caller.User with { DeletionId = null, CreatedAt = world.Clock.GetUtcNow() }, default);
        world.Caller = world.Caller with { User = again.Value };
        world.Get<UserDirectory>().Forget(world.Caller.UserId);
        var agent = await Owner.NewAgentAsync(world);

        await world.Get<AccountDeletions>().SweepAsync(item, default);

        Assert.NotEqual(former, agent);
        Assert.NotNull((await world.AgentAsync(agent)).ActiveDeploymentId);
        Assert.Single((await world.Get<ApiKeyRing>().ListAsync(world.Caller, new(10, null), default)).Items);
        Assert.NotEmpty(await world.Get<Core.Audit.IAuditStore>().ReadAsync(world.Caller.UserId, new Core.Audit.AuditFilter(), default).ToListAsync());
    }

    [Fact]
    public async Task A_key_whose_owner_s_row_was_removed_while_it_was_added_does_not_work()
    {
        await using var world = await Owner.NewAsync(azurite);
        var store = world.Get<IApiKeyStore>();
        var key = Key(world, world.Clock.GetUtcNow());
        await store.AddAsync(key, default);
        await RemoveOwnersRowAsync(key);

        Assert.Null(await store.FindByHashAsync(key.Hash, default));
        await store.RemoveAllAsync(world.Caller.UserId, madeBefore: world.Clock.GetUtcNow(), default);
        Assert.True(await IsLeftAsync());
        await store.RemoveAllAsync(world.Caller.UserId, madeBefore: null, default);

        Assert.False(await IsLeftAsync());

        async Task<bool> IsLeftAsync() => (await new TableServiceClient(azurite.ConnectionString).GetTableClient("ApiKeys").GetEntityIfExistsAsync<TableEntity>($"hash|{key.Hash}", "key")).HasValue;
    }

    [Fact]
    public async Task Checkouts_go_by_their_owner_and_those_of_others_with_the_same_address_stay()
    {
        await using var world = await Owner.NewAsync(azurite);
        var store = world.Get<ICheckoutStore>();
        var (hash, former) = (Purchases.NewId(), Purchases.NewId());
        await store.AddAsync(Checkout(world, "chk_1", world.Caller.User.UserId, hash), default);
        await store.AddAsync(Checkout(world, "chk_2", world.Caller.User.UserId, former), default);
        await store.AddAsync(Checkout(world, "chk_3", Some.Caller().User.UserId, hash), default);

        await Owner.DeleteAsync(world, world.Caller.User.UserId);
        await world.Runner.RunAllAsync();

        Assert.Equal("chk_3", Assert.Single(await store.ListAsync(hash, default)).CheckoutId);
        Assert.Empty(await store.ListAsync(former, default));
    }

    [Fact]
    public async Task A_purchase_after_the_deletion_is_cancelled_and_given_back_once_and_kept_under_the_pseudonym()
    {
        await using var world = await Owner.NewAsync(azurite);
        var purchases = new Purchases(world);
        var claim = await purchases.ClaimAsync(world.Caller.User);
        var deletionId = (await Owner.DeleteAsync(world, world.Caller.User.UserId)).Value.DeletionId;
        await world.Runner.RunAllAsync();
        var (id, order) = (Purchases.NewId(), Purchases.NewId());
        var facts = purchases.Facts(id) with { OrderId = order };
        world.Billing.Subscriptions[id] = facts;

        await purchases.ReceiveAsync(Purchases.Event(facts, claim));
        await purchases.ReceiveAsync(Purchases.Event(facts with { UpdatedAt = facts.UpdatedAt.AddSeconds(1) }, claim));
        await world.Get<Reconciliation>().RunAsync(default);

        Assert.Equal(SubscriptionStatus.Cancelled, world.Billing.Subscriptions[id].Status);
        Assert.Equal(order, Assert.Single(world.Billing.Refunded));
        Assert.Equal(DeletionRecord.PseudonymOf(deletionId).Value, (await world.Get<ISubscriptionStore>().FindAsync(id, default))!.Value.UserId);
        await Owner.AssertGoneAsync(azurite, world, "agt_none", deletionId: null, passed: "WebhookEvents");
    }

    [Fact]
    public async Task A_purchase_during_the_deletion_is_given_back_and_one_of_before_runs_out()
    {
        await using var world = await Owner.NewAsync(azurite);
        var purchases = new Purchases(world);
        var before = purchases.Facts(Purchases.NewId()) with { OrderId = Purchases.NewId() };
        world.Billing.Subscriptions[before.SubscriptionId] = before;
        await purchases.ReceiveAsync(Purchases.Event(before, await purchases.ClaimAsync(world.Caller.User)));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var item = await ClosedAsync(world);
        var during = purchases.Facts(Purchases.NewId()) with { OrderId = Purchases.NewId(), CreatedAt = world.Clock.GetUtcNow().AddSeconds(1) };
        world.Billing.Subscriptions[during.SubscriptionId] = during;
        await purchases.ReceiveAsync(Purchases.Event(during, await purchases.ClaimAsync(world.Caller.User)));

        await world.Get<AccountDeletions>().FinishAsync(item, default);

        Assert.Equal(during.OrderId, Assert.Single(world.Billing.Refunded));
        Assert.All(world.Billing.Subscriptions.Values, facts => Assert.Equal(SubscriptionStatus.Cancelled, facts.Status));
    }

    [Fact]
    public async Task A_deployment_that_waits_in_line_ends_when_its_agent_is_removed()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await world.NewAgentAsync();
        var waiting = (await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId))).Value;
        var step = new StepInput { UserId = agent.UserId, AgentId = agent.AgentId, DeploymentId = waiting.DeploymentId };
        await world.Get<AgentRemoval>().StartForAccountAsync(world.Caller.UserId, agent.AgentId, world.Get<IOrchestrations>(), default);
        Assert.True((await world.Get<AgentRemoval>().CheckFreeAsync(world.Orchestrations.Started.Values.Single(item => item.Kind == PendingKind.Remove), default)).Busy);

        var turn = await world.Get<DeploymentPipeline>().AcquireAsync(step, default);
        Assert.Equal((false, "The agent was removed while it was being deployed."), (turn.Busy, turn.Failure?.Message));
        await world.Get<DeploymentUndo>().CompensateAsync(step, default);
        await world.Get<DeploymentEnd>().RecordAsync(new DeploymentEnding { Step = step, Failure = turn.Failure }, default);
        Assert.Equal(DeploymentStatus.Failed, (await world.DeploymentAsync(waiting.DeploymentId)).Status);

        // Also when its record is gone with the agent: then there is nothing more to say.
        await world.Get<AgentRemoval>().RemoveStoredAsync(AgentRemoval.ItemOf(world.Caller.UserId, agent.AgentId, world.Clock.GetUtcNow()), default);
        Assert.NotNull((await world.Get<DeploymentPipeline>().AcquireAsync(step, default)).Failure);
        Assert.Null((await world.Get<DeploymentUndo>().CompensateAsync(step, default)).Failure);
        Assert.Null((await world.Get<DeploymentEnd>().RecordAsync(new DeploymentEnding { Step = step, Failure = turn.Failure }, default)).Failure);
    }

    [Fact]
    public async Task A_clean_up_whose_start_was_lost_is_started_by_the_next_look()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await Owner.NewAgentAsync(world);
        var item = (await StartAsync(world)).Item;
        await world.Get<AccountDeletions>().RemoveAgentsAsync(item, world.Get<IOrchestrations>(), default);
        var started = world.Orchestrations.Started.Values.Single(other => other.Kind == PendingKind.Remove);
        await world.Orchestrations.ForgetAsync(started.Id, default);

        Assert.True((await world.Get<AccountDeletions>().RemoveAgentsAsync(item, world.Get<IOrchestrations>(), default)).Busy);

        Assert.Equal((started.Id, agent), (world.Orchestrations.Started.Values.Single(other => other.Kind == PendingKind.Remove).Id, started.AgentId));
    }

    private static InvocationId Id(World world) => InvocationId.New(world.Clock);

    /// <summary>Begins a deletion that the test goes through by hand.</summary>
    private static async Task<(PendingItem Item, AccountDeletion Deletion)> StartAsync(World world)
    {
        var deletion = (await Owner.DeleteAsync(world, world.Caller.User.UserId)).Value;
        return (world.Orchestrations.Started[deletion.DeletionId], deletion);
    }

    /// <summary>A deletion that is about to let the user go.</summary>
    private static async Task<PendingItem> ClosedAsync(World world)
    {
        var (item, _) = await StartAsync(world);
        var deletions = world.Get<AccountDeletions>();
        await deletions.CancelSubscriptionsAsync(item, default);
        await deletions.RemoveCredentialsAsync(item, default);
        while ((await deletions.RemoveAgentsAsync(item, world.Get<IOrchestrations>(), default)).Busy)
        {
            foreach (var removal in world.Orchestrations.Started.Values.Where(other => other.Kind == PendingKind.Remove).ToList())
            {
                await world.Get<AgentRemoval>().RemoveFromProvidersAsync(removal, default);
                await world.Get<AgentRemoval>().RemoveStoredAsync(removal, default);
                world.Orchestrations.Ended[removal.Id] = true;
            }
        }

        await deletions.EraseAsync(item, default);
        world.Orchestrations.Ended[item.Id] = true;
        return item;
    }

    private static ApiKeyRecord Key(World world, DateTimeOffset madeAt) => new()
    {
        KeyId = ApiKeyId.New(world.Clock).Value,
        UserId = world.Caller.User.UserId,
        Hash = Guid.NewGuid().ToString("n"),
        Name = "k",
        Prefix = "whk_1234",
        Scopes = ["read"],
        CreatedAt = madeAt,
    };

    private async Task WriteHalfAKeyAsync(World world, PendingItem item)
    {
        var key = Key(world, item.CreatedAt);
        await world.Get<IApiKeyStore>().AddAsync(key, default);
        await RemoveOwnersRowAsync(key);
    }

    private async Task RemoveOwnersRowAsync(ApiKeyRecord key) =>
        await new TableServiceClient(azurite.ConnectionString).GetTableClient("ApiKeys").DeleteEntityAsync($"user|{key.UserId}", key.KeyId);

    private static OpenCheckout Checkout(World world, string id, string userId, string hash) => new()
    {
        CheckoutId = id,
        UserId = userId,
        Tier = "pro",
        AddOns = 0,
        EmailHash = hash,
        CreatedAt = world.Clock.GetUtcNow(),
        ExpiresAt = world.Clock.GetUtcNow().AddDays(1),
    };
}
