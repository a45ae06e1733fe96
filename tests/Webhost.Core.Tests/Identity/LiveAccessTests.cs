using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Contracts.ApiKeys;
using Webhost.Core.ApiKeys;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Identity;

[Collection(AzuriteCollection.Name)]
public sealed class LiveAccessTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private World elsewhere = null!;
    private string agentId = string.Empty;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        elsewhere = await World.CreateAsync(azurite, other: world);
        await world.Get<IUserStore>().AddIfAbsentAsync(world.Caller.User, default);
        agentId = (await world.NewAgentAsync()).AgentId;
    }

    public async Task DisposeAsync()
    {
        await elsewhere.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task A_call_goes_on_as_long_as_its_key_is_good_and_no_longer()
    {
        var key = await KeyAsync();
        var call = Watch(key.Key);
        Assert.Null(await LaterAsync(call));
        Assert.Null(await LaterAsync(call));

        await elsewhere.Get<ApiKeyRing>().RevokeAsync(world.Caller, key.ApiKey.KeyId, default);

        Assert.IsType<Failure.Unauthenticated>(await LaterAsync(call));
    }

    [Fact]
    public async Task It_ends_with_the_time_of_its_key()
    {
        var call = Watch((await KeyAsync(world.Clock.GetUtcNow().AddSeconds(3))).Key);

        Assert.Null(await LaterAsync(call));
        Assert.IsType<Failure.Unauthenticated>(await LaterAsync(call));
    }

    [Fact]
    public async Task It_ends_with_the_agent()
    {
        var call = Watch((await KeyAsync()).Key);
        Assert.Null(await LaterAsync(call));

        await elsewhere.Get<AgentRemoval>().StartAsync(world.Caller, agentId, null, elsewhere.Get<IOrchestrations>(), default);

        Assert.IsType<Failure.NotFound>(await LaterAsync(call));
    }

    private async Task<ApiKeyCreated> KeyAsync(DateTimeOffset? until = null) =>
        (await world.Get<ApiKeyRing>().CreateAsync(world.Caller, new CreateApiKeyRequest { Name = "k", Scopes = ["read"], ExpiresAt = until }, default)).Value;

    private LiveCall Watch(string key)
    {
        using var http = new HttpClient();
        var tokens = new OidcTokenVerifier(new OidcOptions { Authority = new Uri("http://127.0.0.1:1"), Algorithms = ["RS256"] }, http, world.Clock, NullLogger<OidcTokenVerifier>.Instance);
        var authenticator = new Authenticator(tokens, world.Get<ApiKeyRing>(), world.Get<UserDirectory>(), Some.Plans());
        return new LiveAccess(authenticator, world.Get<InvocationRoutes>(), world.Clock).Watch($"Bearer {key}", Scope.Read, agentId);
    }

    private ValueTask<Failure?> LaterAsync(LiveCall call)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        return call.RefuseAsync(default);
    }
}
