using System.Security.Cryptography;
using System.Text;
using Webhost.Contracts.Alerts;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Mail;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Alerts;

/// <summary>Lets users say how they want to be warned, and shows what was sent.</summary>
public sealed class AlertDesk(IAlertStore store, AlertKeys keys, IEnumerable<IEmailSender> senders, WebhookOptions webhooks, AuditTrail audit, TimeProvider time)
{
    private const int Attempts = 10;
    private const int Shown = 50;

    private const int CodesOfDay = 5;

    // So that nobody is flooded with codes by somebody who claims their address.
    private static readonly TimeSpan CodePause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CodeDay = TimeSpan.FromDays(1);

    private readonly IEmailSender? email = senders.FirstOrDefault();

    /// <summary>The settings and the newest alerts.</summary>
    public async Task<AlertsView> ReadAsync(Caller caller, CancellationToken cancellationToken) =>
        await ViewAsync(caller, (await store.FindSettingsAsync(caller.UserId, cancellationToken))?.Value, secret: null, cancellationToken);

    /// <summary>
    /// Sets how the caller is warned, in place of what was set before. A new webhook address gets a secret that only this answer shows. Failures: Invalid, Conflict. That a code for a new e-mail
    /// address could not be sent is none: the answer says so.
    /// </summary>
    public async Task<Result<AlertsView>> SetAsync(Caller caller, AlertsRequest request, CancellationToken cancellationToken)
    {
        var problems = AlertRules.Check(request, email is not null, webhooks);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        var set = await audit.RecordAsync(caller, ChangeOf(caller, request), () => ReplaceAsync(caller, request, cancellationToken), cancellationToken);
        if (!set.TryGet(out var written, out var failure))
        {
            return failure;
        }

        // It is set: what follows is not the caller's to break off.
        var secret = written.NewSalt is { } salt ? await keys.WebhookSecretAsync(caller.User.UserId, salt, CancellationToken.None) : null;
        var problem = await SendCodeAsync(written.Settings);
        return (await ViewAsync(caller, written.Settings.Value, secret, CancellationToken.None)) with { EmailProblem = problem };
    }

    /// <summary>Switches alerts off; what was to be sent is dropped. Idempotent.</summary>
    public async Task<Result<Done>> RemoveAsync(Caller caller, CancellationToken cancellationToken)
    {
        var off = await audit.RecordAsync(caller, begin => SwitchOffAsync(caller, begin, cancellationToken), cancellationToken);
        if (off.Succeeded)
        {
            // Also what an earlier call left when it died.
            await DropAsync(caller.UserId);
        }

        return off;
    }

    /// <summary>Confirms an e-mail address with the code that was sent to it. Failures: Invalid (the code), NotFound (there is nothing to confirm), Conflict. Idempotent.</summary>
    public Task<Result<AlertsView>> ConfirmEmailAsync(Caller caller, ConfirmEmailRequest request, CancellationToken cancellationToken) =>
        audit.RecordAsync(caller, begin => ConfirmEmailAsync(caller, request, begin, cancellationToken), cancellationToken);

    private async Task<Result<AlertsView>> ConfirmEmailAsync(Caller caller, ConfirmEmailRequest request, Func<AuditChange, Task> begin, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindSettingsAsync(caller.UserId, cancellationToken) is not { Value: { Email: { } address } settings } present)
            {
                return new Failure.NotFound("There is no e-mail address to confirm. Set one with PUT /v1/billing/alerts.");
            }

            var code = await keys.EmailCodeAsync(settings.UserId, address, cancellationToken);
            if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Code?.Trim() ?? string.Empty), Encoding.UTF8.GetBytes(code)))
            {
                return Failure.Invalid.At("code", "That is not the code that was sent to the address. Set the address again to get it once more.");
            }

            if (!settings.EmailConfirmed)
            {
                await begin(AuditChange.OfBilling(AuditActions.AlertsSet, caller.User.UserId, ("enabled", "true"), ("email", "confirmed")));
            }

            if (settings.EmailConfirmed || await store.TrySetSettingsAsync(settings with { EmailConfirmed = true }, present.ETag, cancellationToken) is not null)
            {
                return await ViewAsync(caller, settings with { EmailConfirmed = true }, secret: null, cancellationToken);
            }
        }

        return Contended();
    }

    private static Failure.Conflict Contended() => new("Your alerts are being changed by too many callers at once. Try again.");

    private async Task<Result<Done>> SwitchOffAsync(Caller caller, Func<AuditChange, Task> begin, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindSettingsAsync(caller.UserId, cancellationToken) is not { Value: { IsOn: true } settings } present)
            {
                return default(Done);
            }

            await begin(ChangeOf(caller, request: null));
            if (await store.TrySetSettingsAsync(settings with { WebhookUrl = null, WebhookSalt = null, Email = null, EmailConfirmed = false }, present.ETag, cancellationToken) is not null)
            {
                return default(Done);
            }
        }

        return Contended();
    }

    // Of a webhook's address only the host: its path may be a secret.
    private static AuditChange ChangeOf(Caller caller, AlertsRequest? request) => AuditChange.OfBilling(
        AuditActions.AlertsSet,
        caller.User.UserId,
        ("enabled", request is null ? "false" : "true"),
        ("webhookHost", request?.WebhookUrl is { } url ? new Uri(url).Host : null),
        ("email", request?.Email is null ? null : "yes"));

    /// <summary>The settings as they are then, and the salt of a webhook that is new.</summary>
    private async Task<Result<(Versioned<AlertSettings> Settings, string? NewSalt)>> ReplaceAsync(Caller caller, AlertsRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await store.FindSettingsAsync(caller.UserId, cancellationToken);
            var settings = Merge(caller, request, present?.Value);
            if (await store.TrySetSettingsAsync(settings, present?.ETag, cancellationToken) is { } written)
            {
                return (written, string.Equals(settings.WebhookSalt, present?.Value.WebhookSalt, StringComparison.Ordinal) ? null : settings.WebhookSalt);
            }
        }

        return Contended();
    }

    private async Task DropAsync(UserId userId)
    {
        foreach (var alert in await store.ListPendingAsync(userId, CancellationToken.None))
        {
            // One that changes meanwhile is being delivered right now.
            await store.TryUpdateAsync(alert with { Value = alert.Value.Dropped() }, CancellationToken.None);
        }
    }

    private static AlertSettings Merge(Caller caller, AlertsRequest request, AlertSettings? present)
    {
        var sameUrl = string.Equals(request.WebhookUrl, present?.WebhookUrl, StringComparison.Ordinal);
        var sameEmail = string.Equals(request.Email, present?.Email, StringComparison.Ordinal);
        return new AlertSettings
        {
            UserId = caller.User.UserId,
            WebhookUrl = request.WebhookUrl,
            WebhookSalt = request.WebhookUrl is null ? null : sameUrl ? present!.WebhookSalt : AlertKeys.NewSalt(),
            Email = request.Email,

            // The identity provider vouches for the account's own address, where it says that it has checked it.
            EmailConfirmed = request.Email is not null && ((sameEmail && present!.EmailConfirmed) || string.Equals(request.Email, caller.User.VerifiedEmail, StringComparison.OrdinalIgnoreCase)),
            CodesSentAt = present?.CodesSentAt ?? [],
            Thresholds = [.. (request.Thresholds ?? AlertRules.Thresholds).Order()],
        };
    }

    /// <summary>Null, or why no code was sent to an address that needs one.</summary>
    private async Task<string?> SendCodeAsync(Versioned<AlertSettings> written)
    {
        var settings = written.Value;
        if (email is null || settings is not { Email: { } address, EmailConfirmed: false })
        {
            return null;
        }

        var now = time.GetUtcNow();
        DateTimeOffset[] recent = [.. settings.CodesSentAt.Where(sentAt => sentAt + CodeDay > now)];
        if (Array.Exists(recent, sentAt => sentAt + CodePause > now))
        {
            return "A code was sent a moment ago. Wait for it, or set the address again in two minutes.";
        }

        if (recent.Length >= CodesOfDay)
        {
            return $"{CodesOfDay} codes were sent within a day, and no more are. Set the address again tomorrow.";
        }

        // Noted before it is sent: whoever asks again and again gets one.
        if (await store.TrySetSettingsAsync(settings with { CodesSentAt = [.. recent, now] }, written.ETag, CancellationToken.None) is null)
        {
            return Contended().Message;
        }

        var code = await keys.EmailCodeAsync(settings.UserId, address, CancellationToken.None);
        var sent = await email.SendAsync(AlertTexts.Code(settings.UserId, address, code), CancellationToken.None);
        return sent.TryGet(out _, out var failure) ? null : $"The code could not be sent: {failure.Message} Set the address again in two minutes.";
    }

    private async Task<AlertsView> ViewAsync(Caller caller, AlertSettings? settings, string? secret, CancellationToken cancellationToken) => new()
    {
        Enabled = settings is { IsOn: true },
        WebhookUrl = settings?.WebhookUrl,
        WebhookSecret = secret,
        Email = settings?.Email,
        EmailConfirmed = settings?.Email is null ? null : settings.EmailConfirmed,
        Thresholds = settings?.Thresholds ?? AlertRules.Thresholds,
        Alerts = [.. (await store.ListNewestAsync(caller.UserId, Shown, cancellationToken)).Select(alert => alert.ToContract())],
    };
}
