using Webhost.Core.Results;

namespace Webhost.Core.Mail;

/// <summary>Sends e-mails. Not registered where e-mail is not set up.</summary>
public interface IEmailSender
{
    /// <summary>Hands an e-mail over to be delivered. Failure: RuntimeError, with whether another attempt may help; safe to show.</summary>
    Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken cancellationToken);
}
