namespace Webhost.Mail;

/// <summary>The server that takes e-mails.</summary>
public sealed class SmtpOptions
{
    /// <summary>Its name.</summary>
    public string Host { get; set; } = string.Empty;

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is secured.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>The user's name; empty to send without signing in.</summary>
    public string User { get; set; } = string.Empty;

    /// <summary>The password.</summary>
    public string Password { get; set; } = string.Empty;

    /// <summary>How long one attempt may take, in seconds.</summary>
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>How often an e-mail is tried at once when trouble may pass, the first time included.</summary>
    public int Attempts { get; set; } = 3;
}
