using System.IO.Compression;
using Webhost.Contracts.Accounts;
using Webhost.Core.Accounts;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Accounts;

[Collection(AzuriteCollection.Name)]
public sealed class AccountTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_export_holds_what_the_user_owns_and_no_secret_s_value()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await Owner.NewAgentAsync(world);
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
        Assert.All(files.Values, text => Assert.DoesNotContain(Owner.Secret, text, StringComparison.Ordinal));
        Assert.All(files.Values, text => Assert.DoesNotContain(foreign.AgentId, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_archive_is_its_owner_s_alone_and_goes_when_its_time_is_over()
    {
        await using var world = await Owner.NewAsync(azurite);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_export_that_begins_while_the_one_before_it_is_removed_stays(bool expired)
    {
        await using var world = await Owner.NewAsync(azurite);
        await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();
        var first = (await world.Get<IAccountStore>().FindExportAsync(world.Caller.UserId, default))!.Value.ExportId;
        world.Clock.Advance(expired ? TimeSpan.FromDays(8) : TimeSpan.FromMinutes(1));
        world.Fuse.Meanwhile(
            call => call.StartsWith("DELETE ", StringComparison.Ordinal) && call.Contains(world.Caller.User.UserId, StringComparison.Ordinal),
            async () =>
            {
                await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default);
                await world.Runner.RunAllAsync();
            });

        await (expired ? Exports(world).RemoveExpiredAsync(default) : Exports(world).RemoveAsync(world.Caller, default));

        Assert.NotEmpty(await ReadAsync(world));
        Assert.Null(await world.Get<IExportStore>().OpenAsync(world.Caller.UserId, first, default));
    }

    [Fact]
    public async Task A_deletion_wants_the_address_or_the_id_typed()
    {
        await using var world = await Owner.NewAsync(azurite);

        var refused = await Owner.DeleteAsync(world, "yes");

        Assert.IsType<Failure.Invalid>(refused.Failure);
        Assert.Null((await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default))!.Value.DeletionId);
    }

    [Fact]
    public async Task A_deletion_leaves_nothing_under_the_user_s_id_and_what_is_kept_names_nobody()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await Owner.NewAgentAsync(world);
        await Exports(world).StartAsync(world.Caller, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();

        var begun = (await Owner.DeleteAsync(world, world.Caller.User.UserId)).Value;
        Assert.Equal(begun.DeletionId, (await Owner.DeleteAsync(world, world.Caller.User.UserId)).Value.DeletionId);
        await world.Runner.RunAllAsync();

        await Owner.AssertGoneAsync(azurite, world, agent, begun.DeletionId);
    }

    [Fact]
    public async Task A_token_of_before_makes_no_new_account_and_a_new_one_does()
    {
        await using var world = await Owner.NewAsync(azurite);
        var before = Identity(world, world.Clock.GetUtcNow());
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Owner.DeleteAsync(world, world.Caller.User.UserId);
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
    public Task A_deletion_is_finished_wherever_the_process_dies(bool afterItsEffect) => Deaths.EverywhereAsync(first: afterItsEffect ? 4 : 1, step: 6, async call =>
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await Owner.NewAgentAsync(world);
        world.Fuse.Set(call, afterItsEffect);
        try
        {
            await Owner.DeleteAsync(world, world.Caller.User.UserId);
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
            await Owner.DeleteAsync(world, world.Caller.User.UserId);
            await world.RecoverAsync();
        }

        await Owner.AssertGoneAsync(azurite, world, agent, deletionId: null, world.Fuse.Where);
        Assert.Empty(await world.PendingAsync());
        return burnt;
    });

    [Fact]
    public Task An_export_is_finished_wherever_the_process_dies() => Deaths.EverywhereAsync(first: 1, step: 2, async call =>
    {
        await using var world = await Owner.NewAsync(azurite);
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
        return burnt;
    });

    private static AccountExports Exports(World world) => world.Get<AccountExports>();

    private static VerifiedIdentity Identity(World world, DateTimeOffset issuedAt) =>
        new("https://issuer.test", world.Caller.User.Subject, Email: null, Name: null, issuedAt.AddHours(1), issuedAt);

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
}
