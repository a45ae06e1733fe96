using Webhost.Contracts.Agents;
using Webhost.Contracts.Secrets;
using Webhost.Core.Agents;
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

    [Fact]
    public async Task Only_a_secret_that_the_running_deployment_declares_is_said_to_be_applied()
    {
        Assert.Equal((false, null), await SetAsync("before"));
        await world.DeployAsync(agentId);

        Assert.Equal((true, true), await SetAsync("value"));
        Assert.Equal((false, false), await SetAsync("value", "OTHER"));

        Assert.Equal([("OTHER", false, false), (Key, true, true)], await ListAsync());
        Assert.Equal(Key, Assert.Single(world.Runtime.Serving[agentId].Secrets).Key);
    }

    [Fact]
    public async Task A_secret_is_applied_by_the_deployment_that_comes_to_declare_it()
    {
        await world.DeployAsync(agentId);
        await SetAsync("value", "OTHER");
        await world.Get<AgentDirectory>().UpdateAsync(world.Caller, agentId, new UpdateAgentRequest { EnvVarKeys = ["OTHER"] }, null, default);
        Assert.Equal([("OTHER", false, false)], await ListAsync());

        await world.DeployAsync(agentId);

        Assert.Equal([("OTHER", true, true)], await ListAsync());
        Assert.Equal((true, true), await SetAsync("another", "OTHER"));
    }

    private async Task<(bool Applied, bool? Declared)> SetAsync(string value, string key = Key)
    {
        var set = (await Secrets.SetAsync(world.Caller, agentId, key, new SetSecretRequest { Value = value }, default)).Value;
        return (set.Applied, set.Declared);
    }

    private async Task<IEnumerable<(string Key, bool Applied, bool? Declared)>> ListAsync() =>
        (await Secrets.ListAsync(world.Caller, agentId, new PageRequest(10, null), default)).Value.Items.Select(secret => (secret.Key, secret.Applied, secret.Declared));
}
