using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Plans;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Providers;

[Collection(AzuriteCollection.Name)]
public sealed class RuntimeEntitlementTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("free", 0, 0)]
    [InlineData("starter", 5, 0)]
    [InlineData("pro", 0, 0)]
    [InlineData("pro", 3, 3)]
    [InlineData("enterprise", 0, 10)]
    [InlineData("enterprise", 2, 12)]
    public void A_plan_has_so_many_places_on_agentcore_and_all_elsewhere(string tier, long addOns, long places)
    {
        var plan = Some.Plans().Of(tier);

        Assert.Equal((places, null), (plan.PlacesOn("agentcore", addOns), plan.PlacesOn("cloudflare", addOns)));
    }

    [Fact]
    public void A_plan_without_a_bound_has_all_places() =>
        Assert.Null((Some.Plan with { AgentCore = AgentCoreAccess.Included, AgentCoreAgents = long.MaxValue }).PlacesOn("agentcore", 5));

    [Fact]
    public async Task Each_agent_on_agentcore_takes_up_a_place_that_is_paid_for()
    {
        var caller = Caller("pro", addOns: 2);
        await AddAsync(caller, "one");
        await AddAsync(caller, "two");

        var third = await TryAddAsync(caller, "three");

        var limit = Assert.IsType<Failure.LimitExceeded>(third.Failure).Limit;
        Assert.Equal(("agentCore", 2L, 2L), (limit.Name, limit.Used, limit.Allowed));
        Assert.True((await TryAddAsync(Grown(caller, 3), "three")).Succeeded);
        Assert.IsType<Failure.LimitExceeded>((await TryAddAsync(Caller("starter", 0), "none")).Failure);
    }

    [Fact]
    public async Task With_fewer_places_than_agents_the_oldest_go_on()
    {
        var caller = Caller("pro", addOns: 3);
        var agents = new List<AgentRecord>();
        for (var number = 0; number < 3; number++)
        {
            agents.Add(await AddAsync(caller, $"agent {number}"));
        }

        agents.Sort((one, other) => string.CompareOrdinal(one.AgentId, other.AgentId));
        var entitlement = world.Get<RuntimeEntitlement>();
        var shrunk = Grown(caller, 2);

        Assert.Null(await entitlement.RefuseAsync(shrunk, "agentcore", agents[0].AgentId, default));
        Assert.Null(await entitlement.RefuseAsync(shrunk, "agentcore", agents[1].AgentId, default));
        Assert.IsType<Failure.LimitExceeded>(await entitlement.RefuseAsync(shrunk, "agentcore", agents[2].AgentId, default));
        Assert.Null(RuntimeEntitlement.Refuse(shrunk, "agentcore", 2));
        Assert.IsType<Failure.LimitExceeded>(RuntimeEntitlement.Refuse(shrunk, "agentcore", 3));
        Assert.IsType<Failure.LimitExceeded>(RuntimeEntitlement.Refuse(Caller("free", 0), "agentcore", 1));
        Assert.Null(RuntimeEntitlement.Refuse(Caller("free", 0), "cloudflare", 1));
        Assert.NotNull(await entitlement.RefuseNewAsync(shrunk, "agentcore", default));
    }

    [Fact]
    public async Task What_goes_on_by_itself_follows_the_owners_plan_of_the_moment()
    {
        var caller = Caller("pro", addOns: 2);
        AgentRecord[] agents = [await AddAsync(caller, "one"), await AddAsync(caller, "other")];
        var (old, young) = (agents.MinBy(agent => agent.AgentId, StringComparer.Ordinal)!, agents.MaxBy(agent => agent.AgentId, StringComparer.Ordinal)!);
        var entitlement = world.Get<RuntimeEntitlement>();
        var users = world.Get<IUserStore>();
        await users.AddIfAbsentAsync(caller.User, default);
        Assert.True(await entitlement.IncludesAsync(caller.UserId, "agentcore", young.AgentId, default));

        await StoreAsync(users, caller.UserId, user => user with { AgentCoreAddOns = 1 });
        Assert.Equal((true, false), (await entitlement.IncludesAsync(caller.UserId, "agentcore", old.AgentId, default), await entitlement.IncludesAsync(caller.UserId, "agentcore", young.AgentId, default)));

        await StoreAsync(users, caller.UserId, user => user with { SubscriptionTier = "free" });
        Assert.False(await entitlement.IncludesAsync(caller.UserId, "agentcore", old.AgentId, default));
        Assert.True(await entitlement.IncludesAsync(caller.UserId, "cloudflare", old.AgentId, default));
    }

    [Theory]
    [InlineData("pro", false)]
    [InlineData("enterprise", true)]
    public async Task Container_images_are_for_plans_that_include_the_runtime(string tier, bool allowed)
    {
        var caller = Caller(tier, addOns: 1);
        await world.Get<IUserStore>().AddIfAbsentAsync(caller.User, default);

        var refusal = await world.Get<RuntimeEntitlement>().RefuseImagesAsync(caller.UserId, default);

        Assert.Equal(allowed, refusal is null);
    }

    private static async Task StoreAsync(IUserStore users, UserId id, Func<User, User> change)
    {
        var stored = await users.FindAsync(id, default);
        Assert.True(await users.TryUpdateAsync(stored! with { Value = change(stored.Value) }, default));
    }

    private async Task<AgentRecord> AddAsync(Caller caller, string name) => (await TryAddAsync(caller, name)).Value.Value;

    // There is no such runtime here: the rule is the store's and the plan's alone.
    private Task<Result<Core.Storage.Versioned<AgentRecord>>> TryAddAsync(Caller caller, string name) => world.Get<AgentDirectory>().AddAsync(
        caller,
        new AgentRecord
        {
            AgentId = AgentId.New(world.Clock).Value,
            UserId = caller.User.UserId,
            Name = name,
            Framework = "custom",
            RuntimeProvider = "agentcore",
            EnvVarKeys = [],
            Env = new Dictionary<string, string>(StringComparer.Ordinal),
            CreatedAt = world.Clock.GetUtcNow(),
            UpdatedAt = world.Clock.GetUtcNow(),
        },
        default);

    private static Caller Grown(Caller caller, long addOns) => caller with { User = caller.User with { AgentCoreAddOns = addOns } };

    private static Caller Caller(string tier, long addOns)
    {
        var caller = Some.Caller(Some.Plans().Of(tier));
        return caller with { User = caller.User with { SubscriptionTier = tier, AgentCoreAddOns = addOns } };
    }
}
