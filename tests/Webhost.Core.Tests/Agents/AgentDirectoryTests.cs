using Webhost.Contracts.Agents;
using Webhost.Contracts.Secrets;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Agents;

[Collection(AzuriteCollection.Name)]
public sealed class AgentDirectoryTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Key = "TOKEN";

    private World world = null!;
    private string agentId = string.Empty;

    private AgentDirectory Agents => world.Get<AgentDirectory>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agentId = (await world.NewAgentAsync()).AgentId;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_variable_does_not_take_the_name_of_a_secret()
    {
        await SetAsync("secret");

        var refused = Assert.IsType<Failure.Conflict>((await ChangeAsync(("MODEL", "small"), (Key, "plain"))).Failure);

        Assert.Contains($"'{Key}'", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await world.AgentAsync(agentId)).Env);
        Assert.True((await ChangeAsync(("MODEL", "small"))).Succeeded);
        Assert.True((await world.Get<AgentSecrets>().RemoveAsync(world.Caller, agentId, Key, default)).Succeeded);
        Assert.True((await ChangeAsync((Key, "plain"))).Succeeded);
        Assert.IsType<Failure.Conflict>((await world.Get<AgentSecrets>().SetAsync(world.Caller, agentId, Key, new SetSecretRequest { Value = "secret" }, default)).Failure);
    }

    [Fact]
    public async Task Another_owner_is_not_told_of_secrets()
    {
        await SetAsync("secret");

        var stranger = await Agents.UpdateAsync(Some.Caller(), agentId, new UpdateAgentRequest { Env = Env((Key, "plain")) }, null, default);

        Assert.IsType<Failure.NotFound>(stranger.Failure);
    }

    [Fact]
    public async Task Where_a_variable_and_a_secret_of_one_name_came_at_once_the_secret_is_given_and_the_log_says_so()
    {
        await SetAsync("secret");
        var agent = (await world.Get<IAgentStore>().FindAsync(world.Caller.UserId, agentId, default))!;
        await world.Get<IAgentStore>().UpdateAsync(agent with { Value = agent.Value with { Env = Env((Key, "plain"), ("MODEL", "small")) } }, agent.Value.Name, default);
        DeployInput? given = null;
        world.Runtime.Publishing = (input, _) =>
        {
            given = input;
            return Task.FromResult<Failure?>(null);
        };

        var deployment = await world.DeployAsync(agentId);

        Assert.Equal("small", Assert.Single(given!.Plain).Value);
        Assert.Equal("secret", Assert.Single(given.Secrets).Value);
        var lines = await world.Get<IDeploymentLog>().ReadAsync(deployment.DeploymentId, null, 100, default);
        Assert.Contains(lines.Select(item => item.Line), line => line.Level == "warn" && line.Message.Contains($"'{Key}' is a secret and a plain variable", StringComparison.Ordinal));
    }

    private async Task SetAsync(string value) =>
        Assert.True((await world.Get<AgentSecrets>().SetAsync(world.Caller, agentId, Key, new SetSecretRequest { Value = value }, default)).Succeeded);

    private Task<Result<Versioned<AgentRecord>>> ChangeAsync(params (string, string)[] env) =>
        Agents.UpdateAsync(world.Caller, agentId, new UpdateAgentRequest { Env = Env(env) }, null, default);

    private static Dictionary<string, string> Env(params (string Key, string Value)[] env) => env.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}
