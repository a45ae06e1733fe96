using Microsoft.Extensions.Options;
using MimeKit;

namespace Webhost.Mail;

/// <summary>Checks the section <c>Email</c> at the start and names every key that is missing or malformed.</summary>
internal sealed class EmailOptionsCheck : IValidateOptions<EmailOptions>
{
    private const int LargestPort = 65_535;

    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        var problems = new List<string>();
        if (!MailboxAddress.TryParse(options.From, out _))
        {
            problems.Add(Problem(nameof(options.From), "must be the sender's address"));
        }

        if ((options.DropDirectory.Length > 0) == (options.Smtp.Host.Length > 0))
        {
            problems.Add(Problem("Smtp__Host", $"or {EmailOptions.Section}__{nameof(options.DropDirectory)} must be there, and not both"));
        }

        if (options.Smtp.Port is < 1 or > LargestPort)
        {
            problems.Add(Problem("Smtp__Port", "must be a port"));
        }

        if (options.Smtp.TimeoutSeconds < 1)
        {
            problems.Add(Problem("Smtp__TimeoutSeconds", "must be a whole number above 0"));
        }

        if (options.Smtp.Attempts < 1)
        {
            problems.Add(Problem("Smtp__Attempts", "must be a whole number above 0"));
        }

        if ((options.Smtp.User.Length > 0) != (options.Smtp.Password.Length > 0))
        {
            problems.Add(Problem("Smtp__User", $"and {EmailOptions.Section}__Smtp__Password must both be there, or neither"));
        }

        if (options.Smtp is { User.Length: > 0, Security: SmtpSecurity.None })
        {
            problems.Add(Problem("Smtp__Security", "must not be None with a password, which would travel in the clear"));
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string Problem(string key, string what) => $"The setting {EmailOptions.Section}__{key} {what}. Without any setting of this section no e-mail is sent.";
}
