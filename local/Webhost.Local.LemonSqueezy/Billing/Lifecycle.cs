using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>What happens to subscriptions by time alone.</summary>
internal sealed class Lifecycle(Charges charges, Outbox outbox)
{
    /// <summary>When something happens to a subscription next; null when nothing will.</summary>
    public static DateTimeOffset? DueAt(Subscription subscription) => subscription.Status switch
    {
        SubscriptionStatus.OnTrial => subscription.TrialEndsAt,
        SubscriptionStatus.Active or SubscriptionStatus.PastDue => subscription.RenewsAt,
        SubscriptionStatus.Paused => subscription.Pause?.ResumesAt is { } resumes && resumes < subscription.RenewsAt ? resumes : subscription.RenewsAt,
        SubscriptionStatus.Unpaid => subscription.UnpaidUntil,
        SubscriptionStatus.Cancelled => subscription.EndsAt,
        _ => null,
    };

    /// <summary>What it will be, in a few words.</summary>
    public static string WhatIsDue(Subscription subscription) => subscription.Status switch
    {
        SubscriptionStatus.OnTrial => "the trial ends",
        SubscriptionStatus.PastDue => "the payment is tried again",
        SubscriptionStatus.Paused when subscription.Pause?.ResumesAt is { } resumes && resumes < subscription.RenewsAt => "payments resume",
        SubscriptionStatus.Paused => "a period without payment ends",
        SubscriptionStatus.Unpaid or SubscriptionStatus.Cancelled => "it expires",
        _ => "it renews",
    };

    /// <summary>Takes the step that is due at the time of the change.</summary>
    public Subscription Step(Change change, Subscription subscription)
    {
        var edit = new SubscriptionEdit(change, subscription, outbox);
        switch (subscription.Status)
        {
            case SubscriptionStatus.OnTrial or SubscriptionStatus.Active:
                charges.Renew(edit);
                break;
            case SubscriptionStatus.PastDue:
                charges.Retry(edit);
                break;
            case SubscriptionStatus.Paused when subscription.Pause?.ResumesAt <= change.Now:
                SubscriptionChanges.EndPause(edit);
                break;
            case SubscriptionStatus.Paused:
                SkipPeriod(edit);
                break;
            default:
                Expire(edit);
                break;
        }

        return edit.Save();
    }

    private static void Expire(SubscriptionEdit edit)
    {
        Charges.VoidOpen(edit);
        edit.Subscription = edit.Subscription with { Status = SubscriptionStatus.Expired, Pause = null, EndsAt = edit.Subscription.EndsAt ?? edit.Now, UnpaidUntil = null };
        edit.Tell(EventName.SubscriptionExpired);
    }

    private void SkipPeriod(SubscriptionEdit edit)
    {
        var subscription = edit.Subscription;
        if (string.Equals(subscription.Pause!.Mode, "void", StringComparison.Ordinal))
            charges.Write(edit, SubscriptionInvoice.Renewal, charges.PriceOfPeriod(edit), SubscriptionInvoice.Voided);
        var end = charges.NextPeriodEnd(subscription, subscription.PeriodEnd);
        edit.Subscription = subscription with { PeriodStart = subscription.PeriodEnd, PeriodEnd = end, RenewsAt = end, TrialEndsAt = null };
    }
}
