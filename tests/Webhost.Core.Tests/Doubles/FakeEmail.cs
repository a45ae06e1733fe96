using System.Collections.Concurrent;
using Webhost.Core.Mail;
using Webhost.Core.Results;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Remembers e-mails; a test says what fails.</summary>
internal sealed class FakeEmail : IEmailSender
{
    public ConcurrentQueue<EmailMessage> Sent { get; } = new();

    public Func<EmailMessage, Failure?> Answer { get; set; } = _ => null;

    public Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        Sent.Enqueue(message);
        return Task.FromResult<Result<Done>>(Answer(message) is { } failure ? failure : default(Done));
    }
}
