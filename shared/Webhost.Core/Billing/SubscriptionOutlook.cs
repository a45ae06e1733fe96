using System.Globalization;
using Webhost.Contracts.Billing;
using Webhost.Core.Plans;

namespace Webhost.Core.Billing;

/// <summary>Says in words what happens next to a subscription.</summary>
public static class SubscriptionOutlook
{
    /// <summary>A few sentences.</summary>
    public static string Of(AccountState account, DateTimeOffset now) => account.Others == 0
        ? OfCounting(account, now)
        : $"{OfCounting(account, now)} Beside it you pay for {account.Others} other subscription{(account.Others == 1 ? string.Empty : "s")}: cancel what you don't want in the billing portal.";

    private static string OfCounting(AccountState account, DateTimeOffset now)
    {
        if (account.Subscription is not { } state)
        {
            return "Nothing is charged. Buy a plan to get more.";
        }

        var facts = state.Facts;
        if (state.RefundedAt is { } refunded)
        {
            return $"The payment was refunded in full on {Day(refunded)}, so the plan has ended. Nothing is charged unless you buy a plan again.";
        }

        var plan = Named(state.Entitlement ?? facts.Entitlement);
        return facts.Status switch
        {
            SubscriptionStatus.OnTrial => $"The trial of {plan} ends on {Day(facts.TrialEndsAt)}; the first payment is due then.",
            SubscriptionStatus.Active when state.Next is { } next => $"You have {plan} until {Day(state.NextAt)}, as you have paid for it; then {Named(next)} begins.",
            SubscriptionStatus.Active when state.PlanBeginsAt is { } begins => $"The pause is over and the account is free until the next payment on {Day(begins)}; {plan} goes on then.",
            SubscriptionStatus.Active => $"{plan} renews on {Day(facts.RenewsAt)}.",
            SubscriptionStatus.PastDue => $"The payment for {Named(facts.Entitlement)} failed and is tried again{On(facts.RenewsAt)}. {Grace(account, now)}",
            SubscriptionStatus.Unpaid => $"The payment for {Named(facts.Entitlement)} failed and is not tried again by itself. {Grace(account, now)}",
            SubscriptionStatus.Paused when facts.PausedForFree => $"Payments are paused{Until(facts.ResumesAt)}. {plan} goes on meanwhile.",
            SubscriptionStatus.Paused when state.Entitlement is not null => $"Payments are paused{Until(facts.ResumesAt)}. {plan} lasts until {Day(state.PauseBeginsAt)}, as you have paid for it; then the account is free until the pause ends.",
            SubscriptionStatus.Paused => $"Payments are paused{Until(facts.ResumesAt)} and the account is free meanwhile. {plan} goes on when the pause ends.",
            SubscriptionStatus.Cancelled when state.Entitlement is not null => $"The subscription is cancelled. {plan} lasts until {Day(state.EndsAt)}; then the account is free. Resume it in the billing portal to keep it.",
            _ => $"The subscription to {Named(facts.Entitlement)} ended on {Day(state.EndsAt ?? facts.UpdatedAt)}. The account is free, and nothing is charged.",
        };
    }

    private static string Grace(AccountState account, DateTimeOffset now) => account.GraceEndsAt > now
        ? $"Update the payment method in the billing portal before {Day(account.GraceEndsAt)}: after that nothing new can be made or deployed, and the plan ends when the payment provider gives up."
        : "Nothing new can be made or deployed until it is paid, and the plan ends when the payment provider gives up. Update the payment method in the billing portal.";

    private static string Named(Entitlement entitlement) => entitlement.AddOns == 0
        ? PlanCatalog.NameOf(entitlement.Tier)
        : $"{PlanCatalog.NameOf(entitlement.Tier)} with {entitlement.AddOns} AgentCore agent{(entitlement.AddOns == 1 ? string.Empty : "s")}";

    private static string Day(DateTimeOffset? time) => time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "a day that the payment provider has not told";

    private static string On(DateTimeOffset? time) => time is null ? string.Empty : $" on {Day(time)}";

    private static string Until(DateTimeOffset? time) => time is null ? string.Empty : $" until {Day(time)}";
}
