using System.Collections.Concurrent;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Keeps one user from using up what all users together may ask of the payment provider. Per process.</summary>
public sealed class BillingCalls(TimeProvider time)
{
    private const int PerMinute = 30;
    private const int MostUsers = 10_000;

    private readonly ConcurrentDictionary<UserId, CallBudget> budgets = new();

    /// <summary>Null, or when to come again.</summary>
    public Failure? Refuse(UserId userId)
    {
        if (budgets.Count >= MostUsers)
        {
            // A budget that is dropped starts again full: generous for a moment, and bounded.
            budgets.Clear();
        }

        return budgets.GetOrAdd(userId, static (_, clock) => new CallBudget(PerMinute, clock), time).Take(TimeSpan.Zero) is null
            ? new Failure.RateLimited("You ask for billing pages too often. Retry shortly.", TimeSpan.FromMinutes(1.0 / PerMinute))
            : null;
    }
}
