using Azure.Data.Tables;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Secrets;
using Webhost.Core.Accounts;
using Webhost.Core.ApiKeys;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Accounts;

/// <summary>Somebody who owns something, and leaves.</summary>
internal static class Owner
{
    public const string Secret = "the-value-that-nobody-may-see";

    /// <summary>A process whose caller is a user with a row.</summary>
    public static async Task<World> NewAsync(AzuriteFixture azurite)
    {
        var world = await World.CreateAsync(azurite);
        var subject = Guid.NewGuid().ToString();
        var user = world.Caller.User with { UserId = UserId.Of("https://issuer.test", subject).Value, Subject = subject };
        await world.Get<IUserStore>().AddIfAbsentAsync(user, default);
        world.Caller = world.Caller with { User = user };
        return world;
    }

    /// <summary>An agent of the caller that was deployed, with a secret; and a key.</summary>
    public static async Task<string> NewAgentAsync(World world)
    {
        var agent = await world.NewAgentAsync();
        await world.Get<AgentSecrets>().SetAsync(world.Caller, agent.AgentId, "TOKEN", new SetSecretRequest { Value = Secret }, default);
        await world.DeployAsync(agent.AgentId);
        await world.Get<ApiKeyRing>().CreateAsync(world.Caller, new CreateApiKeyRequest { Name = "k", Scopes = ["read"] }, default);
        return agent.AgentId;
    }

    public static Task<Result<AccountDeletion>> DeleteAsync(World world, string confirmation) =>
        world.Get<AccountDeletions>().StartAsync(world.Caller, new DeleteAccountRequest { Confirmation = confirmation }, world.Get<IOrchestrations>(), default);

    /// <summary>No table but the one that remembers removals holds the user's or the agent's id, in a key or in a document.</summary>
    public static async Task AssertGoneAsync(AzuriteFixture azurite, World world, string agentId, string? deletionId, string? where = null, string? passed = null)
    {
        var userId = world.Caller.User.UserId;
        Assert.True(await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default) is null, where);
        Assert.DoesNotContain(Secret, world.Vault.Values.Values);
        Assert.False(world.Runtime.Serving.ContainsKey(agentId), where);
        var service = new TableServiceClient(azurite.ConnectionString);
        await foreach (var table in service.QueryAsync())
        {
            if (string.Equals(table.Name, passed, StringComparison.Ordinal))
            {
                continue;
            }

            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                var text = string.Join('\n', row.Where(column => column.Value is string).Select(column => column.Value));
                var tombstone = table.Name == "Users" && row.RowKey == "removed";
                Assert.True(tombstone || !text.Contains(userId, StringComparison.Ordinal), $"{table.Name} {row.PartitionKey}/{row.RowKey} still names the user ({where}).");
                Assert.True(!text.Contains(agentId, StringComparison.Ordinal), $"{table.Name} {row.PartitionKey}/{row.RowKey} still names the agent ({where}).");
            }
        }

        if (deletionId is not null)
        {
            var deletion = (await world.Get<IAccountStore>().FindDeletionAsync(deletionId, default))!;
            Assert.Equal(DeletionStep.Done, deletion.Step);
            var kept = await world.Get<IAuditStore>().ReadAsync(deletion.Pseudonym, new AuditFilter(), default).ToListAsync();
            Assert.Contains(kept, entry => entry.Action == AuditActions.AccountErase);
            Assert.All(kept, entry => Assert.Matches("^(account|billing)\\.", entry.Action));
        }
    }
}
