using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webhost.Core.Mail;
using Webhost.Core.Results;

namespace Webhost.Mail;

/// <summary>Hands e-mails to an SMTP server. Trouble that may pass is tried again at once a few times; what then remains is the caller's to try later.</summary>
internal sealed partial class SmtpEmailSender : IEmailSender
{
    private const int TransientFrom = 400;
    private const int PermanentFrom = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly EmailOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<SmtpEmailSender> logger;
    private readonly RemoteCertificateValidationCallback? trust;

    public SmtpEmailSender(IOptions<EmailOptions> options, TimeProvider time, ILogger<SmtpEmailSender> logger)
        : this(options, time, logger, trust: null)
    {
    }

    /// <summary>Trusts a certificate that the system does not.</summary>
    internal SmtpEmailSender(IOptions<EmailOptions> options, TimeProvider time, ILogger<SmtpEmailSender> logger, RemoteCertificateValidationCallback? trust)
    {
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        this.trust = trust;
    }

    public async Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            if (await TryAsync(message, cancellationToken) is not { } failure)
            {
                return default(Done);
            }

            if (!failure.Retryable || attempt >= options.Smtp.Attempts)
            {
                return failure;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause *= 4;
        }
    }

    private async Task<Failure.RuntimeError?> TryAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(options.Smtp.TimeoutSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await HandOverAsync(message, stop.Token);
            return null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed(message, string.Create(CultureInfo.InvariantCulture, $"The mail server did not answer within {options.Smtp.TimeoutSeconds} s."), transient: true, exception: null);
        }
        catch (SmtpCommandException exception)
        {
            var status = (int)exception.StatusCode;
            var receiver = exception.ErrorCode == SmtpErrorCode.RecipientNotAccepted ? "the receiver's address" : "the e-mail";
            return Failed(message, $"The mail server did not take {receiver} ({status}).", status is >= TransientFrom and < PermanentFrom, exception);
        }
        catch (AuthenticationException exception)
        {
            return Failed(message, "The mail server did not let us sign in.", transient: false, exception);
        }
        catch (Exception exception) when (exception is SslHandshakeException or NotSupportedException)
        {
            return Failed(message, "No secure connection to the mail server could be made.", transient: false, exception);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ProtocolException)
        {
            return Failed(message, "The mail server can't be reached.", transient: true, exception);
        }
    }

    private async Task HandOverAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        using var mime = MimeMessages.Of(message, options.From, time.GetUtcNow());
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        if (trust is not null)
        {
            client.ServerCertificateValidationCallback = trust;
        }

        var security = options.Smtp.Security switch
        {
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            SmtpSecurity.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        };
        await client.ConnectAsync(options.Smtp.Host, options.Smtp.Port, security, cancellationToken);
        if (options.Smtp.User.Length > 0)
        {
            await client.AuthenticateAsync(options.Smtp.User, options.Smtp.Password, cancellationToken);
        }

        await client.SendAsync(mime, cancellationToken);

        // The server has taken it: a farewell that fails must not bring it a second time.
        client.Disconnect(quit: false, CancellationToken.None);
    }

    private Failure.RuntimeError Failed(EmailMessage message, string reason, bool transient, Exception? exception)
    {
        NotSent(exception, message.Id, reason);
        return new Failure.RuntimeError(reason, transient);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The e-mail {Id} could not be handed over: {Reason}")]
    private partial void NotSent(Exception? exception, string id, string reason);
}
