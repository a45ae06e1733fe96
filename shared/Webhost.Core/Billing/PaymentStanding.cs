using System.Globalization;
using Webhost.Contracts.Errors;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Plans;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>Whether an account whose payment is overdue may still make new things. What runs goes on until the subscription expires.</summary>
public static class PaymentStanding
{
    /// <summary>Null, or the failure to answer with.</summary>
    public static Failure? Refuse(Caller caller, DateTimeOffset now) => caller.User.PaymentGraceEndsAt is { } end && end <= now
        ? new Failure.LimitExceeded(
            string.Create(CultureInfo.InvariantCulture, $"A payment for the plan {caller.Plan.Name} is overdue and its grace ended on {end:yyyy-MM-dd}. Agents go on answering, but nothing new can be made or deployed: update the payment method in the billing portal."),
            new LimitDetails { Name = LimitNames.Payment, Used = 0, Allowed = 0 })
        : null;
}
