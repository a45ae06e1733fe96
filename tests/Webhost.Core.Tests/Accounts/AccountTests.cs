using System.IO.Compression;
using Azure.Data.Tables;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Secrets;
using Webhost.Core.Accounts;
using Webhost.Core.ApiKeys;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Accounts;

[Collection(AzuriteCollection.Name)]
public sealed class AccountTests(AzuriteFixture azurite)
{
    private const string Secret = "the-value-that-nobody-may-see";

    [Fact]
    public async Task An_export_holds_what_the_user_owns_and_no_secret_s_value()
    {
        await using var world = await UserAsync();
        var agent = await OwnedAgentAsync(world);
        await using var stranger = await World.CreateAsync(azurite);
        var foreign = await stranger.NewAgentAsync("foreign");

        var started = (await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default)).Value;
        Assert.Equal(ExportStatus.Running, started.Status);
        await world.Runner.RunAllAsync();

        var ended = (await Exports(world).GetAsync(world.Caller, default)).Value;
        Assert.Equal((ExportStatus.Ready, 100), (ended.Status, ended.PercentComplete));
        var files = await ReadAsync(world);
        Assert.Contains(agent, files["agents.ndjson"], StringComparison.Ordinal);
        Assert.Contains("TOKEN", files[$"agents/{agent}/secrets.ndjson"], StringComparison.Ordinal);
        Assert.NotEmpty(files[$"agents/{agent}/deployments.ndjson"]);
        Assert.Contains("uploads", files["artifacts.ndjson"], StringComparison.Ordinal);
        Assert.Contains("agent.create", files["audit.ndjson"], StringComparison.Ordinal);
        Assert.NotEmpty(files["api-keys.ndjson"]);
        Assert.All(files.Values, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.All(files.Values, text => Assert.DoesNotContain(foreign.AgentId, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_archive_is_its_owner_s_alone_and_goes_when_its_time_is_over()
    {
        await using var world = await UserAsync();
        await using var stranger = await World.CreateAsync(azurite, world);
        stranger.Caller = Some.Caller();
        await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();

        Assert.IsType<Failure.NotFound>((await Exports(stranger).OpenAsync(stranger.Caller, default)).Failure);
        await ReadAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(ExportStatus.Expired, (await Exports(world).GetAsync(world.Caller, default)).Value.Status);
        Assert.IsType<Failure.NotFound>((await Exports(world).OpenAsync(world.Caller, default)).Failure);
        await Exports(world).RemoveExpiredAsync(default);
        Assert.IsType<Failure.NotFound>((await Exports(world).GetAsync(world.Caller, default)).Failure);
    }

    [Fact]
    public async Task A_deletion_wants_the_address_or_the_id_typed()
    {
        await using var world = await UserAsync();

        var refused = await DeleteAsync(world, "yes");

        Assert.IsType<Failure.Invalid>(refused.Failure);
        Assert.Null((await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default))!.Value.DeletionId);
    }

    [Fact]
    public async Task A_deletion_leaves_nothing_under_the_user_s_id_and_what_is_kept_names_nobody()
    {
        await using var world = await UserAsync();
        var agent = await OwnedAgentAsync(world);
        await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();

        var begun = (await DeleteAsync(world, world.Caller.User.UserId)).Value;
        Assert.Equal(begun.DeletionId, (await DeleteAsync(world, world.Caller.User.UserId)).Value.DeletionId);
        await world.Runner.RunAllAsync();

        await AssertGoneAsync(world, agent, begun.DeletionId);
    }

    [Fact]
    public async Task A_token_of_before_makes_no_new_account_and_a_new_one_does()
    {
        await using var world = await UserAsync();
        var before = Identity(world, world.Clock.GetUtcNow());
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await DeleteAsync(world, world.Caller.User.UserId);
        await world.Runner.RunAllAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await world.Get<UserDirectory>().FindOrAddAsync(before, default));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await world.Get<UserDirectory>().FindOrAddAsync(Identity(world, world.Clock.GetUtcNow()), default);
        Assert.Equal(("free", null), (again!.SubscriptionTier, again.DeletionId));
        Assert.Empty(await world.Get<IAuditStore>().ReadAsync(new UserId(again.UserId), new AuditFilter(), default).ToListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deletion_is_finished_wherever_the_process_dies(bool afterItsEffect)
    {
        for (var call = 1; ; call += 3)
        {
            await using var world = await UserAsync();
            var agent = await OwnedAgentAsync(world);
            world.Fuse.Set(call, afterItsEffect);
            try
            {
                await DeleteAsync(world, world.Caller.User.UserId);
                await world.Runner.RunAllAsync();
            }
            catch (CrashException)
            {
                // The process died while it served the request.
            }

            var burnt = world.Fuse.Burnt;
            world.Fuse.Remove();
            await world.RecoverAsync();
            if (await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default) is { Value.DeletionId: null })
            {
                // It died before the account was closed: nothing has begun, and asking again begins it.
                await DeleteAsync(world, world.Caller.User.UserId);
                await world.RecoverAsync();
            }

            await AssertGoneAsync(world, agent, deletionId: null, world.Fuse.Where);
            Assert.Empty(await world.PendingAsync());
            if (!burnt)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task An_export_is_finished_wherever_the_process_dies()
    {
        for (var call = 1; ; call += 2)
        {
            await using var world = await UserAsync();
            world.Fuse.Set(call, afterItsEffect: call % 4 == 1);
            try
            {
                await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default);
                await world.Runner.RunAllAsync();
            }
            catch (CrashException)
            {
                // The process died while it served the request.
            }

            var burnt = world.Fuse.Burnt;
            world.Fuse.Remove();
            await world.RecoverAsync();
            if (await world.Get<IAccountStore>().FindExportAsync(world.Caller.UserId, default) is null)
            {
                await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default);
                await world.RecoverAsync();
            }

            Assert.True((await Exports(world).GetAsync(world.Caller, default)).Value.Status == ExportStatus.Ready, world.Fuse.Where);
            Assert.NotEmpty(await ReadAsync(world));
            Assert.Empty(await world.PendingAsync());
            if (!burnt)
            {
                return;
            }
        }
    }

    private static AccountExports Exports(World world) => world.Get<AccountExports>();

    private static Task<Result<AccountDeletion>> DeleteAsync(World world, string confirmation) =>
        world.Get<AccountDeletions>().StartAsync(world.Caller, new DeleteAccountRequest { Confirmation = confirmation }, world.Get<IOrchestrations>(), default);

    private static VerifiedIdentity Identity(World world, DateTimeOffset issuedAt) =>
        new("https://issuer.test", world.Caller.User.Subject, Email: null, Name: null, issuedAt.AddHours(1), issuedAt);

    private static async Task<string> OwnedAgentAsync(World world)
    {
        var agent = await world.NewAgentAsync();
        await world.Get<AgentSecrets>().SetAsync(world.Caller, agent.AgentId, "TOKEN", new SetSecretRequest { Value = Secret }, default);
        await world.DeployAsync(agent.AgentId);
        await world.Get<ApiKeyRing>().CreateAsync(world.Caller, new CreateApiKeyRequest { Name = "k", Scopes = ["read"] }, default);
        return agent.AgentId;
    }

    private static async Task<Dictionary<string, string>> ReadAsync(World world)
    {
        var (_, content) = (await Exports(world).OpenAsync(world.Caller, default)).Value;
        await using (content)
        {
            using var zip = new ZipArchive(content, ZipArchiveMode.Read);
            return zip.Entries.ToDictionary(entry => entry.FullName, Text, StringComparer.Ordinal);
        }

        static string Text(ZipArchiveEntry entry)
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }
    }

    private async Task<World> UserAsync()
    {
        var world = await World.CreateAsync(azurite);
        var subject = Guid.NewGuid().ToString();
        var user = world.Caller.User with { UserId = UserId.Of("https://issuer.test", subject).Value, Subject = subject };
        await world.Get<IUserStore>().AddIfAbsentAsync(user, default);
        world.Caller = world.Caller with { User = user };
        return world;
    }

    /// <summary>No table but the one that remembers removals holds the user's or the agent's id, in a key or in a document.</summary>
    private async Task AssertGoneAsync(World world, string agentId, string? deletionId, string? where = null)
    {
        var userId = world.Caller.User.UserId;
        Assert.True(await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default) is null, where);
        Assert.DoesNotContain(Secret, world.Vault.Values.Values);
        Assert.False(world.Runtime.Serving.ContainsKey(agentId), where);
        var service = new TableServiceClient(azurite.ConnectionString);
        await foreach (var table in service.QueryAsync())
        {
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
