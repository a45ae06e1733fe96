using Webhost.Contracts.Secrets;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Secrets;

[Collection(AzuriteCollection.Name)]
public sealed class AgentSecretsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Key = "TOKEN";

    private World world = null!;
    private string agentId = string.Empty;

    private AgentSecrets Secrets => world.Get<AgentSecrets>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agentId = (await world.NewAgentAsync()).AgentId;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_secret_that_is_set_while_it_is_removed_leaves_no_value_without_a_name()
    {
        await SetAsync("first");
        world.Vault.Removed = async () =>
        {
            world.Vault.Removed = () => Task.CompletedTask;
            await SetAsync("second");
        };

        Assert.True((await Secrets.RemoveAsync(world.Caller, agentId, Key, default)).Succeeded);

        Assert.DoesNotContain("second", world.Vault.Values.Values);
        Assert.Empty((await Secrets.ListAsync(world.Caller, agentId, new PageRequest(10, null), default)).Value.Items);
    }

    [Fact]
    public async Task A_secret_is_removed_once()
    {
        await SetAsync("value");

        Assert.True((await Secrets.RemoveAsync(world.Caller, agentId, Key, default)).Succeeded);

        Assert.IsType<Failure.NotFound>((await Secrets.RemoveAsync(world.Caller, agentId, Key, default)).Failure);
        Assert.DoesNotContain("value", world.Vault.Values.Values);
    }

    [Fact]
    public async Task Secrets_come_in_pages()
    {
        await SetAsync("value");
        await SetAsync("value", "ANOTHER");

        var (items, next) = (await Secrets.ListAsync(world.Caller, agentId, new PageRequest(1, null), default)).Value;
        var (rest, end) = (await Secrets.ListAsync(world.Caller, agentId, new PageRequest(1, next), default)).Value;

        Assert.Equal(["ANOTHER", Key], items.Concat(rest).Select(secret => secret.Key));
        Assert.Null(end);
    }

    private async Task SetAsync(string value, string key = Key) => Assert.True((await Secrets.SetAsync(world.Caller, agentId, key, new SetSecretRequest { Value = value }, default)).Succeeded);
}
