using Azure.Data.Tables;
using Webhost.Contracts.ApiKeys;
using Webhost.Core.ApiKeys;
using Webhost.Core.Audit;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.ApiKeys;

[Collection(AzuriteCollection.Name)]
public sealed class ApiKeyRotationTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private World elsewhere = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        elsewhere = await World.CreateAsync(azurite, other: world);
    }

    public async Task DisposeAsync()
    {
        await elsewhere.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task A_rotated_key_stays_what_it_is_and_gets_another_secret()
    {
        var agent = await world.NewAgentAsync();
        var made = await CreateAsync(new CreateApiKeyRequest { Name = "ci", Scopes = ["read", "invoke"], AgentId = agent.AgentId, ExpiresAt = world.Clock.GetUtcNow().AddDays(30) });

        var rotated = (await RotateAsync(made.ApiKey.KeyId, graceSeconds: 60)).Value;

        Assert.NotEqual(made.Key, rotated.Key);
        Assert.StartsWith(rotated.ApiKey.Prefix, rotated.Key, StringComparison.Ordinal);
        Assert.StartsWith("rot_", rotated.ApiKey.RotationId, StringComparison.Ordinal);
        Assert.Equal((world.Clock.GetUtcNow(), made.ApiKey.Prefix, world.Clock.GetUtcNow().AddSeconds(60)), (rotated.ApiKey.RotatedAt, rotated.ApiKey.PreviousPrefix, rotated.ApiKey.PreviousEndsAt));
        Assert.Equivalent(
            made.ApiKey,
            rotated.ApiKey with { Prefix = made.ApiKey.Prefix, RotationId = null, RotatedAt = null, PreviousPrefix = null, PreviousEndsAt = null });
        Assert.Equivalent(rotated.ApiKey, Assert.Single((await Ring(elsewhere).ListAsync(world.Caller, new PageRequest(10, null), default)).Items).ToContract());
    }

    [Fact]
    public async Task Both_secrets_work_in_every_process_until_the_grace_ends_and_then_the_new_one_alone()
    {
        var made = await CreateAsync();
        await AssertWorksAsync(made.Key);

        var rotated = (await RotateAsync(made.ApiKey.KeyId, graceSeconds: 10)).Value;

        foreach (var _ in Enumerable.Range(0, 9))
        {
            await AssertWorksAsync(made.Key, rotated.Key);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await AssertWorksAsync(made.Key, rotated.Key);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(made.Key);
        await AssertWorksAsync(rotated.Key);
    }

    [Fact]
    public async Task Without_a_grace_the_old_secret_ends_here_at_once_and_elsewhere_within_a_second()
    {
        var made = await CreateAsync();
        await AssertWorksAsync(made.Key);

        var rotated = (await RotateAsync(made.ApiKey.KeyId, graceSeconds: 0)).Value;

        Assert.Null(await Ring(world).RecogniseAsync(made.Key, default));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(made.Key);
        await AssertWorksAsync(rotated.Key);
        Assert.Null(rotated.ApiKey.PreviousEndsAt);
    }

    [Fact]
    public async Task An_hour_is_given_to_who_names_no_grace_and_a_key_ends_with_its_own_time_all_the_same()
    {
        var made = await CreateAsync(new CreateApiKeyRequest { Name = "k", Scopes = ["read"], ExpiresAt = world.Clock.GetUtcNow().AddMinutes(30) });

        var rotated = (await RotateAsync(made.ApiKey.KeyId, graceSeconds: null)).Value;

        Assert.Equal(world.Clock.GetUtcNow().AddHours(1), rotated.ApiKey.PreviousEndsAt);
        world.Clock.Advance(TimeSpan.FromMinutes(29));
        await AssertWorksAsync(made.Key, rotated.Key);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await AssertRefusedAsync(made.Key, rotated.Key);
        Assert.IsType<Failure.Conflict>((await RotateAsync(made.ApiKey.KeyId, 60)).Failure);
    }

    [Fact]
    public async Task A_second_rotation_ends_the_secret_that_was_in_its_grace()
    {
        var made = await CreateAsync();
        var second = (await RotateAsync(made.ApiKey.KeyId, 600)).Value;
        await AssertWorksAsync(made.Key, second.Key);

        var third = (await RotateAsync(made.ApiKey.KeyId, 600, at: elsewhere)).Value;
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        await AssertRefusedAsync(made.Key);
        await AssertWorksAsync(second.Key, third.Key);
        Assert.NotEqual(second.ApiKey.RotationId, third.ApiKey.RotationId);
        Assert.Equal(2, await HashRowsAsync());
    }

    [Fact]
    public async Task Revoking_ends_all_secrets_of_a_key_everywhere_within_a_second()
    {
        var made = await CreateAsync();
        var rotated = (await RotateAsync(made.ApiKey.KeyId, 600)).Value;
        await AssertWorksAsync(made.Key, rotated.Key);

        await Ring(elsewhere).RevokeAsync(world.Caller, made.ApiKey.KeyId, default);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        await AssertRefusedAsync(made.Key, rotated.Key);
        Assert.Equal(0, await HashRowsAsync());
        Assert.IsType<Failure.NotFound>((await RotateAsync(made.ApiKey.KeyId, 600)).Failure);
    }

    [Fact]
    public async Task A_key_that_is_rotated_while_it_is_revoked_is_gone_with_its_new_secret()
    {
        var made = await CreateAsync();
        ApiKeyCreated? rotated = null;
        world.Fuse.Meanwhile(call => call.StartsWith("DELETE ", StringComparison.Ordinal), async () => rotated = (await RotateAsync(made.ApiKey.KeyId, 600, at: elsewhere)).Value);

        Assert.True((await Ring(world).RevokeAsync(world.Caller, made.ApiKey.KeyId, default)).Succeeded);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(made.Key, rotated!.Key);
        Assert.Equal(0, await HashRowsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_rotates_while_somebody_else_does_or_revokes_is_told_so_and_ends_no_secret(bool revoked)
    {
        var made = await CreateAsync();
        ApiKeyCreated? other = null;
        world.Fuse.Meanwhile(
            call => call.StartsWith("PUT ", StringComparison.Ordinal) && call.Contains("hash", StringComparison.Ordinal),
            async () => _ = revoked ? (await Ring(elsewhere).RevokeAsync(world.Caller, made.ApiKey.KeyId, default)).Succeeded : (other = (await RotateAsync(made.ApiKey.KeyId, 600, at: elsewhere)).Value) is not null);

        Assert.IsType<Failure.Conflict>((await RotateAsync(made.ApiKey.KeyId, 0)).Failure);

        if (other is not null)
        {
            await AssertWorksAsync(made.Key, other.Key);
        }

        Assert.Equal(revoked ? 0 : 2, await HashRowsAsync());
    }

    [Fact]
    public async Task A_rotation_whose_answer_was_lost_is_made_good_by_the_same_idempotency_key_and_ends_nothing_in_use()
    {
        var made = await CreateAsync();
        var lost = (await RotateAsync(made.ApiKey.KeyId, 600, idempotencyKey: "once")).Value;
        world.Clock.Advance(TimeSpan.FromSeconds(100));

        var again = (await RotateAsync(made.ApiKey.KeyId, 600, at: elsewhere, idempotencyKey: "once")).Value;

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertWorksAsync(made.Key, again.Key);
        await AssertRefusedAsync(lost.Key);
        Assert.Equal(lost.ApiKey with { Prefix = again.ApiKey.Prefix, Scopes = again.ApiKey.Scopes }, again.ApiKey);
    }

    [Fact]
    public async Task An_idempotency_key_that_is_used_again_after_its_time_rotates_again()
    {
        var made = await CreateAsync();
        var first = (await RotateAsync(made.ApiKey.KeyId, 600, idempotencyKey: "monthly")).Value;
        world.Clock.Advance(TimeSpan.FromHours(24));

        var second = (await RotateAsync(made.ApiKey.KeyId, 600, idempotencyKey: "monthly")).Value;

        await AssertWorksAsync(first.Key, second.Key);
        Assert.Equal(world.Clock.GetUtcNow(), second.ApiKey.RotatedAt);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(604_801)]
    public async Task A_grace_out_of_bounds_is_refused_and_changes_nothing(int graceSeconds)
    {
        var made = await CreateAsync();

        Assert.IsType<Failure.Invalid>((await RotateAsync(made.ApiKey.KeyId, graceSeconds)).Failure);

        await AssertWorksAsync(made.Key);
    }

    [Fact]
    public async Task Another_user_s_key_is_not_found()
    {
        var made = await CreateAsync();
        await using var stranger = await World.CreateAsync(azurite);

        Assert.IsType<Failure.NotFound>((await stranger.Get<ApiKeyRotation>().RotateAsync(stranger.Caller, made.ApiKey.KeyId, new RotateApiKeyRequest(), null, default)).Failure);
    }

    [Fact]
    public async Task The_log_names_the_rotation_and_neither_it_nor_a_table_holds_a_secret()
    {
        var made = await CreateAsync();
        var rotated = (await RotateAsync(made.ApiKey.KeyId, 600)).Value;

        var log = (await world.Get<AuditReader>().ListAsync(world.Caller, new AuditFilter { Action = AuditActions.ApiKeyRotate }, new PageRequest(10, null), default)).Items;

        var entry = Assert.Single(log);
        Assert.Equal((made.ApiKey.KeyId, rotated.ApiKey.RotationId, made.ApiKey.Prefix, "600"), (entry.Target.Id, entry.Details!["rotationId"], entry.Details["from"], entry.Details["graceSeconds"]));
        var service = new TableServiceClient(azurite.ConnectionString);
        foreach (var table in new[] { "ApiKeys", "Audit" })
        {
            await foreach (var row in service.GetTableClient(table).QueryAsync<TableEntity>())
            {
                Assert.DoesNotContain(row.Select(column => column.Value).OfType<string>(), text => text.Contains(made.Key, StringComparison.Ordinal) || text.Contains(rotated.Key, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Wherever_a_rotation_dies_the_secret_in_use_works_and_the_same_call_makes_it_good(bool afterItsEffect) => Deaths.EverywhereAsync(first: 1, step: 1, async call =>
    {
        await using var process = await World.CreateAsync(azurite);
        var made = (await Ring(process).CreateAsync(process.Caller, new CreateApiKeyRequest { Name = "k", Scopes = ["read"] }, default)).Value;
        process.Fuse.Set(call, afterItsEffect);
        try
        {
            await RotateAsync(made.ApiKey.KeyId, 600, process, "once");
        }
        catch (CrashException)
        {
            // Nobody heard of the new secret.
        }

        var burnt = process.Fuse.Burnt;
        process.Fuse.Remove();
        process.Fuse.Restart();
        process.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await Ring(process).RecogniseAsync(made.Key, default) is not null, process.Fuse.Where);

        var rotated = (await RotateAsync(made.ApiKey.KeyId, 600, process, "once")).Value;
        process.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await Ring(process).RecogniseAsync(made.Key, default) is not null, process.Fuse.Where);
        Assert.True(await Ring(process).RecogniseAsync(rotated.Key, default) is not null, process.Fuse.Where);
        return burnt;
    });

    private static ApiKeyRing Ring(World process) => process.Get<ApiKeyRing>();

    private async Task<ApiKeyCreated> CreateAsync(CreateApiKeyRequest? request = null) =>
        (await Ring(world).CreateAsync(world.Caller, request ?? new CreateApiKeyRequest { Name = "k", Scopes = ["read"] }, default)).Value;

    private Task<Result<ApiKeyCreated>> RotateAsync(string keyId, int? graceSeconds, World? at = null, string? idempotencyKey = null) =>
        (at ?? world).Get<ApiKeyRotation>().RotateAsync((at ?? world).Caller, keyId, new RotateApiKeyRequest { GraceSeconds = graceSeconds }, idempotencyKey, default);

    private async Task AssertWorksAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            Assert.NotNull(await Ring(world).RecogniseAsync(key, default));
            Assert.NotNull(await Ring(elsewhere).RecogniseAsync(key, default));
        }
    }

    private async Task AssertRefusedAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            Assert.Null(await Ring(world).RecogniseAsync(key, default));
            Assert.Null(await Ring(elsewhere).RecogniseAsync(key, default));
        }
    }

    private async Task<int> HashRowsAsync()
    {
        var userId = world.Caller.User.UserId;
        return await new TableServiceClient(azurite.ConnectionString).GetTableClient("ApiKeys").QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"UserId eq {userId}")).CountAsync();
    }
}
