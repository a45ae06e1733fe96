using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Tests.Webhooks;

public sealed class WebhookSenderTests : IAsyncLifetime
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly FakeClock clock = new();
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task A_message_arrives_with_a_signature_that_its_receiver_can_check()
    {
        using var sender = Sender(allowPrivate: true);

        var sent = await sender.SendAsync(Message(receiver.Address), default);

        Assert.True(sent.Succeeded);
        var (id, timestamp, signature, body) = Assert.Single(receiver.Received);
        Assert.Equal(("msg_1", clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)), (id, timestamp));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(body));
        Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{{\"a\":1}}")))}", signature);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    public async Task An_address_that_leads_inside_is_not_called_whatever_its_name(string host)
    {
        using var sender = Sender(allowPrivate: false);

        var sent = await sender.SendAsync(Message(new Uri($"http://{host}:{receiver.Address.Port}/hook")), default);

        Assert.Contains("public Internet", sent.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        receiver.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        using var sender = Sender(allowPrivate: true);

        var sent = await sender.SendAsync(Message(receiver.Address), default);

        Assert.Contains("302", sent.Failure.Message, StringComparison.Ordinal);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_is_left()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = context =>
        {
            context.RequestAborted.Register(() => left.TrySetResult());
            return left.Task;
        };
        using var sender = Sender(allowPrivate: true);
        var sending = sender.SendAsync(Message(receiver.Address), default);
        await Eventually.TrueAsync(() => !receiver.Received.IsEmpty, "the request");

        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("10 s", (await sending).Failure.Message, StringComparison.Ordinal);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "can't be reached")]
    [InlineData("http://no-such-host.invalid/", "can't be resolved")]
    public async Task Trouble_is_told_in_words(string address, string told)
    {
        using var sender = Sender(allowPrivate: true);

        var failure = Assert.IsType<Failure.RuntimeError>((await sender.SendAsync(Message(new Uri(address)), default)).Failure);

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Retryable);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("http://example.com/")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("/hook")]
    [InlineData("")]
    public void An_address_that_may_not_be_called_is_refused_when_it_is_set(string address) =>
        Assert.False(WebhookAddress.Check("webhookUrl", address, new WebhookOptions { AllowPrivateAddresses = false, Timeout = TimeSpan.FromSeconds(1) }).Succeeded);

    private static WebhookMessage Message(Uri address) => new() { Id = "msg_1", Address = address, Body = "{\"a\":1}"u8.ToArray(), Key = Key };

    private WebhookSender Sender(bool allowPrivate) => new(new WebhookOptions { AllowPrivateAddresses = allowPrivate, Timeout = TimeSpan.FromSeconds(10) }, clock);
}
