using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Json;
using Webhost.Core.Alerts;
using Webhost.Core.Audit;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.UsageReports;
using Webhost.Core.Tests.Webhooks;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Alerts;

/// <summary>Users are warned once for each threshold, by every way they chose, whatever dies in between.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AlertsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Email = "ada@example.com";

    private World world = null!;
    private WebhookReceiver receiver = null!;
    private string agentId = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        receiver = await WebhookReceiver.StartAsync();
        await world.Get<IUserStore>().AddIfAbsentAsync(world.Caller.User with { Email = Email, EmailVerified = true, SpendCapUsd = 10m }, default);
        world.Caller = world.Caller with { User = await UserAsync() };

        // Not at the edge of a period.
        var now = world.Clock.GetUtcNow();
        world.Clock.Advance(new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1).AddDays(5) - now);
        agentId = (await world.NewAgentAsync()).AgentId;
    }

    public async Task DisposeAsync()
    {
        // Other tests' watches would go on with it.
        await world.Get<IAlertStore>().RemoveAsync(world.Caller.UserId, before: null, default);
        await receiver.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Each_threshold_is_told_once_as_it_is_reached_by_webhook_and_email()
    {
        var view = await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Email = Email });
        await SpendAsync(4.9m);
        await LookAsync(times: 2);
        Assert.Empty(receiver.Received);

        await SpendAsync(5m);
        await LookAsync(times: 3);
        await SpendAsync(9.5m);
        await LookAsync(times: 3);

        var messages = receiver.Received.Select(received => JsonSerializer.Deserialize(received.Body, ApiJsonContext.Default.AlertMessage)!).ToArray();
        Assert.Equal([("spendCapUsd", 50, 5m, 10m), ("spendCapUsd", 90, 9.5m, 10m)], messages.Select(message => (message.Data.Limit, message.Data.Threshold, message.Data.Used, message.Data.Allowed)));
        Assert.Equal([messages[0].Data.AlertId, messages[1].Data.AlertId], world.Get<FakeEmail>().Sent.Select(mail => mail.Id));
        Assert.Contains("50 %", world.Get<FakeEmail>().Sent.First().Subject, StringComparison.Ordinal);
        var shown = (await world.Get<AlertDesk>().ReadAsync(world.Caller, default)).Alerts;
        Assert.Equal([(90, false), (75, true), (50, false)], shown.Select(alert => (alert.Threshold, alert.Covered)));
        Assert.All(shown.SelectMany(alert => alert.Deliveries), delivery => Assert.Equal((DeliveryStatus.Delivered, 1), (delivery.Status, delivery.Attempts)));
        Assert.True(IsSigned(receiver.Received.First(), view.WebhookSecret!));
    }

    [Fact]
    public async Task A_limit_of_the_plan_is_watched_too_and_a_cap_that_was_raised_is_another_limit()
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Thresholds = [100] });
        await UsageSeed.AddAsync(world, agentId, world.Clock.GetUtcNow(), requests: 1, costUsd: 10m, tokens: 100_000_000);
        await LookAsync();

        var user = await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default);
        await world.Get<IUserStore>().TryUpdateAsync(user! with { Value = user.Value with { SpendCapUsd = 20m } }, default);
        await LookAsync();
        await SpendAsync(20m);
        await LookAsync();

        var told = receiver.Received.Select(received => JsonSerializer.Deserialize(received.Body, ApiJsonContext.Default.AlertMessage)!.Data).Select(data => (data.Limit, data.Allowed)).Order();
        Assert.Equal([("spendCapUsd", 10m), ("spendCapUsd", 20m), ("tokensPerMonth", 100_000_000m)], told);
    }

    [Fact]
    public async Task A_new_period_begins_anew()
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Thresholds = [50] });
        await SpendAsync(6m);
        await LookAsync();

        world.Clock.Advance(TimeSpan.FromDays(31));
        await LookAsync();
        Assert.Single(receiver.Received);
        await SpendAsync(6m);
        await LookAsync();

        Assert.Equal(2, receiver.Received.Select(received => received.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_with_growing_pauses_and_the_same_id_and_given_up_visibly()
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Thresholds = [50] });
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await SpendAsync(6m);

        var attempts = new List<TimeSpan>();
        var start = world.Clock.GetUtcNow();
        for (var minute = 0; minute <= 24 * 60; minute += 10)
        {
            var before = receiver.Received.Count;
            await LookAsync();
            if (receiver.Received.Count > before)
            {
                attempts.Add(world.Clock.GetUtcNow() - start);
            }

            world.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(7, attempts.Count);
        Assert.Single(receiver.Received.Select(received => received.Id).Distinct());
        var gaps = attempts.Zip(attempts.Skip(1), (one, next) => next - one).ToArray();
        Assert.Equal(gaps.Order(), gaps);
        var delivery = Assert.Single(Assert.Single((await world.Get<AlertDesk>().ReadAsync(world.Caller, default)).Alerts).Deliveries);
        Assert.Equal((DeliveryStatus.Failed, 7, "The receiver answered 503."), (delivery.Status, delivery.Attempts, delivery.LastError));
    }

    [Fact]
    public async Task A_receiver_that_recovers_gets_what_it_missed_and_an_email_is_not_sent_again_for_its_sake()
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Email = Email, Thresholds = [50] });
        receiver.Answer = context =>
        {
            context.Response.StatusCode = receiver.Received.Count == 1 ? 500 : 204;
            return Task.CompletedTask;
        };
        await SpendAsync(6m);
        await LookAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LookAsync(times: 2);

        Assert.Equal(2, receiver.Received.Count);
        Assert.Single(world.Get<FakeEmail>().Sent);
    }

    [Fact]
    public async Task Two_processes_that_look_at_once_send_once()
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri });
        await SpendAsync(10m);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LookAsync()));
        await LookAsync();

        Assert.Single(receiver.Received);
        Assert.Equal(4, (await world.Get<AlertDesk>().ReadAsync(world.Caller, default)).Alerts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_watch_dies_the_alert_is_told_at_least_once_with_one_id(bool afterItsEffect)
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Email = Email, Thresholds = [50, 90] });
        var call = 0;
        do
        {
            receiver.Received.Clear();
            world.Get<FakeEmail>().Sent.Clear();
            await SpendAsync(0m);
            await CapAsync(100m + call);
            await SpendAsync(95m);
            world.Fuse.Set(++call, afterItsEffect);
            try
            {
                await LookAsync();
            }
            catch (Exception exception) when (exception is CrashException or AggregateException)
            {
                // The process is started again.
            }

            world.Fuse.Restart();
            world.Fuse.Remove();
            world.Clock.Advance(TimeSpan.FromMinutes(6));
            await LookAsync(times: 2);

            var alert = Assert.Single((await world.Get<AlertDesk>().ReadAsync(world.Caller, default)).Alerts, alert => alert is { Covered: false } && alert.Allowed == 100m + call - 1);
            Assert.True(receiver.Received.Select(received => received.Id).Distinct().SequenceEqual([alert.AlertId]), $"it died at {world.Fuse.Where}");
            Assert.True(world.Get<FakeEmail>().Sent.Select(mail => mail.Id).Distinct().SequenceEqual([alert.AlertId]), $"it died at {world.Fuse.Where}");
            Assert.All(alert.Deliveries, delivery => Assert.Equal(DeliveryStatus.Delivered, delivery.Status));
        }
        while (world.Fuse.Burnt);

        Assert.True(call > 8, $"{call} calls");
    }

    [Fact]
    public async Task What_is_pending_when_alerts_are_switched_off_is_dropped()
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Thresholds = [50] });
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await SpendAsync(6m);
        await LookAsync();

        await world.Get<AlertDesk>().RemoveAsync(world.Caller, default);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await LookAsync();

        Assert.Single(receiver.Received);
        var view = await world.Get<AlertDesk>().ReadAsync(world.Caller, default);
        Assert.False(view.Enabled);
        Assert.Equal(DeliveryStatus.Dropped, Assert.Single(Assert.Single(view.Alerts).Deliveries).Status);
    }

    [Fact]
    public async Task The_secret_of_a_webhook_is_shown_once_and_a_new_address_gets_another()
    {
        var first = (await SetAsync(new AlertsRequest { WebhookUrl = "https://example.com/a" })).WebhookSecret;
        var again = (await SetAsync(new AlertsRequest { WebhookUrl = "https://example.com/a", Thresholds = [80] })).WebhookSecret;
        var other = (await SetAsync(new AlertsRequest { WebhookUrl = "https://example.com/b" })).WebhookSecret;

        Assert.StartsWith("whsec_", first, StringComparison.Ordinal);
        Assert.Null(again);
        Assert.NotNull(other);
        Assert.NotEqual(first, other);
        Assert.Null((await world.Get<AlertDesk>().ReadAsync(world.Caller, default)).WebhookSecret);
        var log = (await world.Get<AuditReader>().ListAsync(world.Caller, new AuditFilter { Action = AuditActions.AlertsSet }, new PageRequest(10, null), default)).Items;
        Assert.Equal(3, log.Count);
        Assert.All(log, entry => Assert.Equal("example.com", entry.Details!["webhookHost"]));
        Assert.DoesNotContain(first!, string.Join(' ', log.SelectMany(entry => entry.Details!.Values)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_than_the_accounts_gets_nothing_before_it_is_confirmed_and_then_what_was_reached_until_then()
    {
        var view = await SetAsync(new AlertsRequest { Email = "team@example.com", Thresholds = [50, 100] });
        Assert.False(view.EmailConfirmed);
        var letter = Assert.Single(world.Get<FakeEmail>().Sent);
        await SpendAsync(6m);
        await LookAsync();
        Assert.Single(world.Get<FakeEmail>().Sent);

        var wrong = await world.Get<AlertDesk>().ConfirmEmailAsync(world.Caller, new ConfirmEmailRequest { Code = "0000000000" }, default);
        var code = letter.Text.Split("alerts confirm ")[1].Split('\n')[0].Trim();
        var right = await world.Get<AlertDesk>().ConfirmEmailAsync(world.Caller, new ConfirmEmailRequest { Code = code }, default);
        await LookAsync(times: 2);

        Assert.IsType<Failure.Invalid>(wrong.Failure);
        Assert.True(right.Value.EmailConfirmed);
        Assert.Equal(2, world.Get<FakeEmail>().Sent.Count);
        Assert.Equal("team@example.com", world.Get<FakeEmail>().Sent.Last().To);
        Assert.Contains("50", world.Get<FakeEmail>().Sent.Last().Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_accounts_own_address_is_confirmed_like_any_other_while_the_identity_provider_does_not_vouch_for_it()
    {
        world.Caller = world.Caller with { User = world.Caller.User with { EmailVerified = false } };

        var view = await SetAsync(new AlertsRequest { Email = Email });

        Assert.False(view.EmailConfirmed);
        Assert.Contains("alerts confirm ", Assert.Single(world.Get<FakeEmail>().Sent).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_confirmed_later_is_told_once_of_the_most_that_was_told_by_webhook_until_then()
    {
        await SetAsync(new AlertsRequest { WebhookUrl = receiver.Address.AbsoluteUri, Email = "team@example.com" });
        var letter = Assert.Single(world.Get<FakeEmail>().Sent);
        await SpendAsync(6m);
        await LookAsync();
        await SpendAsync(8m);
        await LookAsync();
        Assert.Equal(2, receiver.Received.Count);

        var code = letter.Text.Split("alerts confirm ")[1].Split('\n')[0].Trim();
        await world.Get<AlertDesk>().ConfirmEmailAsync(world.Caller, new ConfirmEmailRequest { Code = code }, default);
        await world.Get<AlertDesk>().ConfirmEmailAsync(world.Caller, new ConfirmEmailRequest { Code = code }, default);
        await LookAsync(times: 3);
        Assert.Equal(["75 %"], world.Get<FakeEmail>().Sent.Skip(1).Select(mail => mail.Subject.Split(": ")[1][..4]));

        await SpendAsync(9m);
        await LookAsync(times: 2);
        Assert.Equal((3, 3), (receiver.Received.Count, world.Get<FakeEmail>().Sent.Count));
        var log = (await world.Get<AuditReader>().ListAsync(world.Caller, new AuditFilter { Action = AuditActions.AlertsSet }, new PageRequest(10, null), default)).Items;
        Assert.Equal(["confirmed", "yes"], log.Select(entry => entry.Details!["email"]));
    }

    [Fact]
    public async Task Codes_are_not_sent_again_and_again()
    {
        await SetAsync(new AlertsRequest { Email = "a@example.com" });

        var again = await SetAsync(new AlertsRequest { Email = "b@example.com", WebhookUrl = "https://example.com/a" });

        Assert.Contains("a moment ago", again.EmailProblem, StringComparison.Ordinal);
        Assert.NotNull(again.WebhookSecret);
        Assert.Single(world.Get<FakeEmail>().Sent);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await SetAsync(new AlertsRequest { Email = "b@example.com" })).EmailProblem);
        Assert.Equal("b@example.com", world.Get<FakeEmail>().Sent.Last().To);

        for (var code = 0; code < 10; code++)
        {
            await world.Get<AlertDesk>().RemoveAsync(world.Caller, default);
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            await SetAsync(new AlertsRequest { Email = "c@example.com" });
        }

        Assert.Equal(5, world.Get<FakeEmail>().Sent.Count);
    }

    [Fact]
    public async Task A_code_that_cannot_be_sent_is_told_and_everything_else_is_set()
    {
        world.Get<FakeEmail>().Answer = _ => new Failure.RuntimeError("The mail server can't be reached.", Transient: true);

        var view = await SetAsync(new AlertsRequest { Email = "a@example.com", WebhookUrl = "https://example.com/a" });

        Assert.Contains("can't be reached", view.EmailProblem, StringComparison.Ordinal);
        Assert.NotNull(view.WebhookSecret);
        Assert.False((await world.Get<AlertDesk>().ReadAsync(world.Caller, default)).EmailConfirmed);
    }

    [Fact]
    public async Task Every_mistake_of_a_request_is_named_and_without_email_set_up_one_is_told_so()
    {
        var failure = Assert.IsType<Failure.Invalid>((await world.Get<AlertDesk>().SetAsync(world.Caller, new AlertsRequest { WebhookUrl = "hook", Email = "nobody", Thresholds = [0, 101] }, default)).Failure);
        var nothing = Assert.IsType<Failure.Invalid>((await world.Get<AlertDesk>().SetAsync(world.Caller, new AlertsRequest(), default)).Failure);
        var desk = new AlertDesk(world.Get<IAlertStore>(), world.Get<AlertKeys>(), [], world.Get<Core.Webhooks.WebhookOptions>(), world.Get<AuditTrail>(), world.Clock);
        var off = Assert.IsType<Failure.Invalid>((await desk.SetAsync(world.Caller, new AlertsRequest { Email = Email }, default)).Failure);

        Assert.Equal(["webhookUrl", "email", "thresholds"], failure.Problems.Select(problem => problem.Path));
        Assert.Equal("body", Assert.Single(nothing.Problems).Path);
        Assert.Contains("sends no e-mail", off.Message, StringComparison.Ordinal);
    }

    private static bool IsSigned((string Id, string Timestamp, string Signature, byte[] Body) received, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}."), .. received.Body];
        return received.Signature == $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }

    private async Task<AlertsView> SetAsync(AlertsRequest request) => (await world.Get<AlertDesk>().SetAsync(world.Caller, request, default)).Value;

    private async Task LookAsync(int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            await world.Get<AlertWatch>().RunAsync(default);
        }
    }

    /// <summary>Lets the present period have cost this much, all in its present hour.</summary>
    private Task SpendAsync(decimal usd) => UsageSeed.AddAsync(world, agentId, BillingPeriod.Of(world.Clock.GetUtcNow(), anchor: null).Start, requests: 1, costUsd: usd);

    private async Task CapAsync(decimal usd)
    {
        var user = await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default);
        await world.Get<IUserStore>().TryUpdateAsync(user! with { Value = user.Value with { SpendCapUsd = usd } }, default);
    }

    private async Task<User> UserAsync() => (await world.Get<IUserStore>().FindAsync(world.Caller.UserId, default))!.Value;
}
