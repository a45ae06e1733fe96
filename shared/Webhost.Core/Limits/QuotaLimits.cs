using System.Globalization;
using Webhost.Contracts.Errors;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Limits;

/// <summary>What a user may use in a billing period: the plan's quantities and the user's own spend cap.</summary>
internal static class QuotaLimits
{
    private const long MicrosPerCent = 10_000;

    /// <summary>The limits of a user on a plan.</summary>
    public static QuotaAmounts Of(User user, Plan plan) => new(
        Bounded(plan.RequestsPerMonth),
        Bounded(plan.TokensPerMonth),
        Bounded(plan.ComputeMsPerMonth),
        user.SpendCapUsd is { } cap ? Bounded((long)Math.Clamp(cap * QuotaAmounts.MicrosPerDollar, 0m, QuotaAmounts.Unlimited)) : QuotaAmounts.Unlimited);

    /// <summary>The name of a limit in the API.</summary>
    public static string NameOf(QuotaMeasure measure) => measure switch
    {
        QuotaMeasure.Requests => LimitNames.Requests,
        QuotaMeasure.Tokens => LimitNames.Tokens,
        QuotaMeasure.ComputeMs => LimitNames.ComputeMs,
        _ => LimitNames.SpendCap,
    };

    /// <summary>An amount in the unit in which the API shows it: money in dollars.</summary>
    public static decimal Shown(QuotaMeasure measure, long amount) => measure == QuotaMeasure.Cost ? amount / QuotaAmounts.MicrosPerDollar : amount;

    /// <summary>A limit as the API shows it; null for none.</summary>
    public static decimal? ShownLimit(QuotaMeasure measure, long limit) => limit >= QuotaAmounts.Unlimited ? null : Shown(measure, limit);

    /// <summary>The refusal of an invocation.</summary>
    public static Failure.LimitExceeded Exceeded(QuotaMeasure measure, Plan plan, in QuotaAmounts used, in QuotaAmounts limits, BillingPeriod period, long now)
    {
        var allowed = Shown(measure, limits[measure]);
        var until = period.End.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new Failure.LimitExceeded(
            measure == QuotaMeasure.Cost
                ? string.Create(CultureInfo.InvariantCulture, $"Your spend cap of ${allowed} is reached (estimated). Raise it to go on, or wait until {until} UTC.")
                : string.Create(CultureInfo.InvariantCulture, $"The plan {plan.Name} allows {allowed} {WordsOf(measure)} in a billing period and they are used up until {until} UTC. Upgrade to go on."),
            new LimitDetails { Name = NameOf(measure), Used = Shown(measure, Math.Max(0, used[measure])), Allowed = allowed, ResetsAt = period.End })
        {
            // A header takes whole numbers: money in cents.
            Standing = new LimitStanding(measure == QuotaMeasure.Cost ? limits.CostMicros / MicrosPerCent : limits[measure], 0, TimeSpan.FromTicks(period.End.UtcTicks - now)),
        };
    }

    private static string WordsOf(QuotaMeasure measure) => measure switch
    {
        QuotaMeasure.Requests => "requests",
        QuotaMeasure.Tokens => "tokens",
        _ => "ms of compute",
    };

    private static long Bounded(long? quantity) => Math.Min(quantity ?? QuotaAmounts.Unlimited, QuotaAmounts.Unlimited);
}
