namespace Webhost.Mail;

/// <summary>The section <c>Email</c>. Without it no e-mail is sent; with a part of it the start fails and names what is missing.</summary>
public sealed class EmailOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Email";

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = string.Empty;

    /// <summary>A folder into which e-mails are written in place of sending them: for one machine.</summary>
    public string DropDirectory { get; set; } = string.Empty;

    /// <summary>The server that takes e-mails.</summary>
    public SmtpOptions Smtp { get; set; } = new();
}
