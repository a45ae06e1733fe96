using System.Text.Json;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Json;
using Webhost.Contracts.UsageReports;
using Webhost.Core.Audit;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.UsageReports;

[Collection(AzuriteCollection.Name)]
public sealed class SpendCapsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        await world.Get<IUserStore>().AddIfAbsentAsync(world.Caller.User, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_cap_is_set_changed_and_taken_away_and_each_change_is_in_the_log()
    {
        Assert.Equal(50m, (await SetAsync("""{"usd": 50}""")).Value.Usd);
        await SetAsync("""{"usd": 50.00}""");
        await SetAsync("""{"usd": 12.5}""");
        Assert.Null((await SetAsync("""{"usd": null}""")).Value.Usd);

        Assert.Null((await UserAsync()).SpendCapUsd);
        var (log, _) = await world.Get<AuditReader>().ListAsync(world.Caller, new AuditFilter { Action = AuditActions.SpendCapSet }, new PageRequest(10, null), default);
        Assert.Equal([("12.5", "none"), ("50", "12.5"), ("none", "50")], log.Select(entry => (entry.Details!["fromUsd"], entry.Details["toUsd"])));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"usd": -1}""")]
    [InlineData("""{"usd": 1000000.01}""")]
    [InlineData("""{"usd": 1.00001}""")]
    public async Task A_cap_that_is_none_or_not_named_changes_nothing(string body)
    {
        await SetAsync("""{"usd": 50}""");

        Assert.Equal("usd", Assert.IsType<Failure.Invalid>((await SetAsync(body)).Failure).Problems[0].Path);
        Assert.Equal(50m, (await UserAsync()).SpendCapUsd);
    }

    [Fact]
    public async Task A_cap_that_somebody_else_sets_first_is_in_the_log_as_what_it_was_changed_from()
    {
        await SetAsync("""{"usd": 50}""");
        var raced = 1;
        var users = new RacedUsers(world.Get<IUserStore>())
        {
            BeforeUpdate = async () =>
            {
                if (Interlocked.Exchange(ref raced, 0) == 1)
                {
                    await SetAsync("""{"usd": 40}""");
                }
            },
            AfterUpdate = () => Task.CompletedTask,
        };

        var cap = await new SpendCaps(users, world.Get<UserDirectory>(), world.Get<AuditTrail>()).SetAsync(world.Caller, JsonSerializer.Deserialize("""{"usd": 30}""", ApiJsonContext.Default.SpendCapRequest)!, default);

        Assert.Equal(30m, cap.Value.Usd);
        var (log, _) = await world.Get<AuditReader>().ListAsync(world.Caller, new AuditFilter { Action = AuditActions.SpendCapSet }, new PageRequest(10, null), default);
        Assert.Equal(
            [("40", "30", AuditOutcome.Done), ("50", "40", AuditOutcome.Done), ("50", "30", AuditOutcome.Failed), ("none", "50", AuditOutcome.Done)],
            log.Select(entry => (entry.Details!["fromUsd"], entry.Details["toUsd"], entry.Outcome)));
    }

    [Fact]
    public async Task A_cap_that_is_set_while_the_account_changes_loses_neither_change()
    {
        await Task.WhenAll(RenameAsync("one"), RenameAsync("two"), SetAsync("""{"usd": 7}"""), RenameAsync("three"));

        var user = await UserAsync();
        Assert.Equal(7m, user.SpendCapUsd);
        Assert.Contains(user.Name, (string[])["one", "two", "three"]);
    }

    private async Task RenameAsync(string name)
    {
        bool written;
        do
        {
            var present = (await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default))!;
            written = await world.Get<IUserStore>().TryUpdateAsync(present with { Value = present.Value with { Name = name } }, default);
        }
        while (!written);
    }

    private Task<Result<SpendCap>> SetAsync(string body) =>
        world.Get<SpendCaps>().SetAsync(world.Caller, JsonSerializer.Deserialize(body, ApiJsonContext.Default.SpendCapRequest)!, default);

    private async Task<User> UserAsync() => (await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default))!.Value;
}
