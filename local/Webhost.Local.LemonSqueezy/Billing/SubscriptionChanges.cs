using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>What customers and the API do with a subscription. Each answers null, or why it can't be.</summary>
internal sealed class SubscriptionChanges(Charges charges)
{
    private const string Attributes = "/data/attributes/";

    /// <summary>When it would end if it were cancelled now: what is past due or unpaid has nothing left that is paid for.</summary>
    public static DateTimeOffset EndOf(Subscription subscription, DateTimeOffset now)
    {
        var end = subscription.TrialEndsAt ?? subscription.PeriodEnd;
        return end > now ? end : now;
    }

    /// <summary>Cancels it: it goes on to the end of what is paid for. One that is cancelled already stays as it is.</summary>
    public static Refusal? Cancel(SubscriptionEdit edit)
    {
        var subscription = edit.Subscription;
        if (subscription.Status is SubscriptionStatus.Expired)
            return Refusal.Invalid("The subscription has expired.", $"{Attributes}cancelled");
        if (subscription.Status is SubscriptionStatus.Cancelled)
            return null;
        edit.Subscription = subscription with { Status = SubscriptionStatus.Cancelled, EndsAt = EndOf(subscription, edit.Now), UnpaidUntil = null };
        edit.Tell(EventName.SubscriptionCancelled);
        return null;
    }

    /// <summary>Takes a cancellation back before the end.</summary>
    public static Refusal? Resume(SubscriptionEdit edit)
    {
        if (edit.Subscription.Status is SubscriptionStatus.Expired)
            return Refusal.Invalid("An expired subscription can't be resumed.", $"{Attributes}cancelled");
        if (edit.Subscription.Status is not SubscriptionStatus.Cancelled)
            return null;
        edit.Subscription = edit.Subscription with { Status = Standing(edit.Subscription, edit.Now), EndsAt = null };
        edit.Tell(EventName.SubscriptionResumed);
        return null;
    }

    /// <summary>Halts the collection of payments; of one that is halted already the terms are changed.</summary>
    public static Refusal? Pause(SubscriptionEdit edit, Pause pause)
    {
        if (edit.Subscription.Status is not (SubscriptionStatus.Active or SubscriptionStatus.OnTrial or SubscriptionStatus.Paused))
            return Refusal.Invalid($"A subscription that is {edit.Subscription.Status} can't be paused.", $"{Attributes}pause");
        if (pause.ResumesAt <= edit.Now)
            return Refusal.Invalid("The pause.resumes_at must be a date after now.", $"{Attributes}pause/resumes_at");
        var wasPaused = edit.Subscription.Status is SubscriptionStatus.Paused;
        edit.Subscription = edit.Subscription with { Status = SubscriptionStatus.Paused, Pause = pause };
        if (!wasPaused)
            edit.Tell(EventName.SubscriptionPaused);
        return null;
    }

    /// <summary>Collects payments again.</summary>
    public static Refusal? Unpause(SubscriptionEdit edit)
    {
        if (edit.Subscription.Status is SubscriptionStatus.Paused)
            EndPause(edit);
        return null;
    }

    /// <summary>Ends a pause, by hand or by time.</summary>
    public static void EndPause(SubscriptionEdit edit)
    {
        var unpaused = edit.Subscription with { Pause = null };
        edit.Subscription = unpaused with { Status = Standing(unpaused, edit.Now) };
        edit.Tell(EventName.SubscriptionUnpaused);
    }

    /// <summary>Puts another card in the place of the one that is charged. What is open is charged to it at once.</summary>
    public Refusal? ChangeCard(SubscriptionEdit edit, Card card)
    {
        if (edit.Subscription.Status is SubscriptionStatus.Expired)
            return Refusal.Invalid("The subscription has expired.");
        edit.Subscription = edit.Subscription with { Card = card, PaymentsDecline = false };
        if (edit.Subscription.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid)
            charges.Retry(edit);
        return null;
    }

    /// <summary>Moves the end of a trial. A time that has passed ends it now.</summary>
    public Refusal? MoveTrialEnd(SubscriptionEdit edit, DateTimeOffset end)
    {
        if (edit.Subscription.Status is not SubscriptionStatus.OnTrial)
            return Refusal.Invalid("The subscription is not on a trial.", $"{Attributes}trial_ends_at");
        var moved = end > edit.Now ? end : edit.Now;
        edit.Subscription = edit.Subscription with { TrialEndsAt = moved, PeriodEnd = moved, RenewsAt = moved, BillingAnchor = moved.Day };
        if (moved == edit.Now)
            charges.Renew(edit);
        return null;
    }

    /// <summary>Moves the day of renewal: the period ends when that day comes next. 0 is today, and ends a trial.</summary>
    public Refusal? MoveAnchor(SubscriptionEdit edit, int day)
    {
        if (edit.Subscription.Status is not (SubscriptionStatus.Active or SubscriptionStatus.OnTrial))
            return Refusal.Invalid($"The billing anchor of a subscription that is {edit.Subscription.Status} can't be changed.", $"{Attributes}billing_anchor");
        if (day == 0 && edit.Subscription.Status is SubscriptionStatus.OnTrial)
            return MoveTrialEnd(edit, edit.Now);
        var end = BillingCycle.NextDay(edit.Now, day == 0 ? edit.Now.Day : day);
        edit.Subscription = edit.Subscription with { BillingAnchor = day == 0 ? edit.Now.Day : day };
        if (edit.Subscription.Status is SubscriptionStatus.Active)
            edit.Subscription = edit.Subscription with { PeriodEnd = end, RenewsAt = end };
        return null;
    }

    // What it is when nothing ends or halts it.
    private static string Standing(Subscription subscription, DateTimeOffset now) =>
        subscription.OpenInvoiceId is not null ? SubscriptionStatus.PastDue
        : subscription.Pause is not null ? SubscriptionStatus.Paused
        : subscription.TrialEndsAt > now ? SubscriptionStatus.OnTrial
        : SubscriptionStatus.Active;
}
