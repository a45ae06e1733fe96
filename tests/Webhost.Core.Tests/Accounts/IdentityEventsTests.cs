using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Identity;
using Webhost.Core.Accounts;
using Webhost.Core.Audit;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Tests.Accounts;

[Collection(AzuriteCollection.Name)]
public sealed class IdentityEventsTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly IssuerDouble issuer = new();

    public void Dispose() => issuer.Dispose();

    [Fact]
    public async Task Whoever_is_deleted_at_the_identity_provider_is_deleted_here_with_everything()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await Owner.NewAgentAsync(world);

        var receipt = (await ReceiveAsync(world, Deleted(world))).Value;
        var entry = Assert.Single(await world.Get<IAuditStore>().ReadAsync(world.Caller.UserId, new AuditFilter { Action = AuditActions.AccountDelete }, default).ToListAsync());
        await world.Runner.RunAllAsync();

        Assert.Equal("user.deleted", receipt.Type);
        Assert.Equal((new AuditActor("webhook", "identity-provider"), receipt.DeletionId, AuditOutcome.Done), (entry.Actor, entry.Details!["deletionId"], entry.Outcome));
        await Owner.AssertGoneAsync(azurite, world, agent, receipt.DeletionId);
    }

    [Fact]
    public async Task A_repeat_finds_the_deletion_that_is_under_way_and_then_nothing_to_do()
    {
        await using var world = await Owner.NewAsync(azurite);
        var message = Deleted(world);

        var first = (await ReceiveAsync(world, message)).Value;
        var again = (await ReceiveAsync(world, message)).Value;
        await world.Runner.RunAllAsync();
        var late = (await ReceiveAsync(world, message)).Value;

        Assert.NotNull(first.DeletionId);
        Assert.Equal(first, again);
        Assert.Null(late.DeletionId);
        Assert.Equal(first.DeletionId, (await world.Get<IUserStore>().FindRemovedAsync(world.Caller.UserId, default))!.DeletionId);
    }

    [Fact]
    public async Task It_is_the_deletion_that_the_user_has_begun()
    {
        await using var world = await Owner.NewAsync(azurite);
        var begun = (await Owner.DeleteAsync(world, world.Caller.User.UserId)).Value;

        Assert.Equal(begun.DeletionId, (await ReceiveAsync(world, Deleted(world))).Value.DeletionId);
    }

    [Fact]
    public async Task A_user_who_never_called_is_taken_note_of_so_that_a_token_of_before_opens_no_account()
    {
        await using var world = await World.CreateAsync(azurite);
        var subject = Guid.NewGuid().ToString();
        var before = new VerifiedIdentity(IssuerDouble.Issuer, subject, null, null, DateTimeOffset.MaxValue, world.Clock.GetUtcNow().AddMinutes(-1));

        var receipt = (await ReceiveAsync(world, Signed(world, Body("user.deleted", subject)))).Value;

        Assert.Null(receipt.DeletionId);
        Assert.Null(await world.Get<UserDirectory>().FindOrAddAsync(before, default));
    }

    [Theory]
    [InlineData("user.created")]
    [InlineData("user.updated")]
    [InlineData("session.ended")]
    public async Task Another_event_is_acknowledged_and_changes_nothing(string type)
    {
        await using var world = await Owner.NewAsync(azurite);

        var receipt = (await ReceiveAsync(world, Signed(world, Body(type, world.Caller.User.Subject)))).Value;

        Assert.Equal(new IdentityWebhookReceipt { Type = type }, receipt);
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task What_is_not_signed_or_is_sent_again_after_five_minutes_changes_nothing()
    {
        await using var world = await Owner.NewAsync(azurite);
        var message = Deleted(world);
        var late = message with { Timestamp = "1614265330" };

        Assert.IsType<Failure.Unauthenticated>((await ReceiveAsync(world, message with { Signatures = "v1,AAAA" })).Failure);
        Assert.IsType<Failure.Unauthenticated>((await ReceiveAsync(world, message with { Signatures = null })).Failure);
        Assert.IsType<Failure.Unauthenticated>((await ReceiveAsync(world, late)).Failure);
        world.Clock.Advance(TimeSpan.FromSeconds(301));
        Assert.IsType<Failure.Unauthenticated>((await ReceiveAsync(world, message)).Failure);

        await AssertUntouchedAsync(world);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"data": {"id": "user_1"}}""")]
    [InlineData("""{"type": "user.deleted"}""")]
    [InlineData("""{"type": "user.deleted", "data": {"id": ""}}""")]
    [InlineData("""{"type": "user.deleted", "data": {"id": 1}}""")]
    [InlineData("""{"type": "user.deleted", "data": "user_1"}""")]
    public async Task What_is_signed_and_no_event_is_refused(string body)
    {
        await using var world = await World.CreateAsync(azurite);

        Assert.IsType<Failure.Invalid>((await ReceiveAsync(world, Signed(world, body))).Failure);
    }

    [Fact]
    public async Task Without_a_secret_there_is_nothing_there()
    {
        await using var world = await Owner.NewAsync(azurite);

        Assert.IsType<Failure.NotFound>((await ReceiveAsync(world, Deleted(world), issuer.Options)).Failure);

        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task While_the_issuer_or_the_storage_is_away_it_is_to_be_sent_again()
    {
        await using var world = await Owner.NewAsync(azurite);
        var message = Deleted(world);

        issuer.Away = true;
        Assert.True(Assert.IsType<Failure.Unavailable>((await ReceiveAsync(world, message)).Failure).Retryable);
        issuer.Away = false;
        world.Fuse.Set(1, afterItsEffect: false);
        await Assert.ThrowsAnyAsync<Exception>(() => ReceiveAsync(world, message));
        world.Fuse.Remove();
        world.Fuse.Restart();

        Assert.NotNull((await ReceiveAsync(world, message)).Value.DeletionId);
    }

    private static ReceivedWebhook Deleted(World world) => Signed(world, Body("user.deleted", world.Caller.User.Subject));

    private static string Body(string type, string subject) => $$"""{"data": {"id": "{{subject}}", "object": "user", "deleted": true}, "object": "event", "timestamp": 1661861640000, "type": "{{type}}"}""";

    private static ReceivedWebhook Signed(World world, string body)
    {
        var (now, bytes) = (world.Clock.GetUtcNow(), Encoding.UTF8.GetBytes(body));
        return new ReceivedWebhook
        {
            Id = "msg_1",
            Timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            Signatures = WebhookSignature.Of("msg_1", now, bytes, Key),
            Body = bytes,
        };
    }

    private static async Task AssertUntouchedAsync(World world)
    {
        Assert.Null((await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default))!.Value.DeletionId);
        Assert.Null(await world.Get<IUserStore>().FindRemovedAsync(world.Caller.UserId, default));
    }

    private async Task<Result<IdentityWebhookReceipt>> ReceiveAsync(World world, ReceivedWebhook message, OidcOptions? options = null)
    {
        using var http = issuer.NewClient();
        var present = options ?? issuer.Options with { WebhookKey = Key };
        var verifier = new OidcTokenVerifier(present, http, world.Clock, NullLogger<OidcTokenVerifier>.Instance);
        return await new IdentityEvents(present, verifier, world.Get<AccountDeletions>(), world.Clock, NullLogger<IdentityEvents>.Instance).ReceiveAsync(message, world.Get<IOrchestrations>(), default);
    }
}
