using MimeKit;
using Webhost.Core.Mail;

namespace Webhost.Mail;

/// <summary>Writes e-mails in the form that servers take.</summary>
internal static class MimeMessages
{
    /// <summary>The message of an e-mail. A repeat has the same Message-ID.</summary>
    public static MimeMessage Of(EmailMessage email, string from, DateTimeOffset now)
    {
        var sender = MailboxAddress.Parse(from);
        var message = new MimeMessage
        {
            Subject = email.Subject,
            Date = now,
            MessageId = $"{email.Id}@{sender.Domain}",
            Body = new TextPart("plain") { Text = email.Text },
        };
        message.From.Add(sender);
        message.To.Add(MailboxAddress.Parse(email.To));

        // So that no vacation notice comes back.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
