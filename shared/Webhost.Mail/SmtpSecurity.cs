namespace Webhost.Mail;

/// <summary>How a connection to a mail server is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>Encryption is begun by STARTTLS; a server that doesn't offer it is refused.</summary>
    StartTls,

    /// <summary>Encrypted from the beginning, as on port 465.</summary>
    Tls,

    /// <summary>Not at all: for a server on this machine.</summary>
    None,
}
