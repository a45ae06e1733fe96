using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webhost.Core.Mail;
using Webhost.Core.Results;

namespace Webhost.Mail.Tests;

public sealed class SmtpEmailSenderTests : IAsyncLifetime
{
    private static readonly EmailMessage Letter = new() { Id = "alt_1", To = "ada@example.com", Subject = "50 % – used", Text = "Hello.\n.\nBye." };

    private readonly StandInServer server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_letter_is_handed_over_encrypted_and_signed_in()
    {
        var sent = await Sender(smtp => (smtp.User, smtp.Password) = ("webhost", "hush")).SendAsync(Letter, default);

        Assert.True(sent.Succeeded);
        var letter = Assert.Single(server.Letters);
        Assert.Contains("To: ada@example.com", letter, StringComparison.Ordinal);
        Assert.Contains("From: webhost@example.org", letter, StringComparison.Ordinal);
        Assert.Contains("Message-Id: <alt_1@example.org>", letter, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", letter, StringComparison.Ordinal);
        Assert.Contains("\n..\nBye.", letter, StringComparison.Ordinal);
        Assert.All(server.Commands.Where(item => item.Command.StartsWith("AUTH", StringComparison.Ordinal) || item.Command.StartsWith("MAIL", StringComparison.Ordinal)), item => Assert.True(item.Encrypted));
        Assert.Contains(server.Commands, item => item.Command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_offers_no_encryption_gets_nothing()
    {
        server.OffersTls = false;

        var failure = Assert.IsType<Failure.RuntimeError>((await Sender().SendAsync(Letter, default)).Failure);

        Assert.Contains("secure connection", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.Retryable);
        Assert.DoesNotContain(server.Commands, item => item.Command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_refused()
    {
        var failure = (await Sender(trusting: false).SendAsync(Letter, default)).Failure;

        Assert.Contains("secure connection", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Letters);
    }

    [Fact]
    public async Task Trouble_that_may_pass_is_tried_again_at_once()
    {
        var refusals = 0;
        server.Refuse = command => command.StartsWith("RCPT", StringComparison.Ordinal) && Interlocked.Increment(ref refusals) < 3 ? "451 later" : null;

        Assert.True((await Sender().SendAsync(Letter, default)).Succeeded);
        Assert.Single(server.Letters);
        Assert.Equal(3, refusals);
    }

    [Fact]
    public async Task What_will_not_pass_is_not_tried_again()
    {
        server.Refuse = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 nobody here" : null;

        var failure = Assert.IsType<Failure.RuntimeError>((await Sender().SendAsync(Letter, default)).Failure);

        Assert.Contains("receiver's address (550)", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.Retryable);
        Assert.Single(server.Commands, item => item.Command.StartsWith("RCPT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_showing_it()
    {
        server.Refuse = command => command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 no" : null;

        var failure = (await Sender(smtp => (smtp.User, smtp.Password) = ("webhost", "hush")).SendAsync(Letter, default)).Failure;

        Assert.Contains("sign in", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_is_left_after_its_time()
    {
        server.Silent = true;

        var failure = Assert.IsType<Failure.RuntimeError>((await Sender(smtp => (smtp.TimeoutSeconds, smtp.Attempts) = (1, 1)).SendAsync(Letter, default)).Failure);

        Assert.Contains("within 1 s", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Retryable);
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_come_back()
    {
        var port = FreePorts.Next();

        var failure = Assert.IsType<Failure.RuntimeError>((await Sender(smtp => smtp.Port = port).SendAsync(Letter, default)).Failure);

        Assert.Contains("can't be reached", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Retryable);
    }

    private SmtpEmailSender Sender(Action<SmtpOptions>? change = null, bool trusting = true)
    {
        var options = new EmailOptions { From = "webhost@example.org", Smtp = new SmtpOptions { Host = "127.0.0.1", Port = server.Port } };
        change?.Invoke(options.Smtp);
        return new SmtpEmailSender(
            Options.Create(options), TimeProvider.System, NullLogger<SmtpEmailSender>.Instance, trusting ? (_, certificate, _, _) => ((X509Certificate2)certificate!).Thumbprint == server.Thumbprint : null);
    }
}
