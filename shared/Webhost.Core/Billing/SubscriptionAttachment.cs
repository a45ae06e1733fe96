using Webhost.Contracts.Billing;
using Webhost.Contracts.Errors;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Lets an operator say whose a subscription is, when every event that could have told was lost.</summary>
public sealed class SubscriptionAttachment(BillingConnection billing, IUserStore users, SubscriptionLedger ledger, SubscriptionReader reader, BillingAudit audit)
{
    /// <summary>Attaches a subscription to an account and gives the account what follows. Failures: Conflict (billing is off; it belongs to another), Invalid, NotFound, Unavailable. Idempotent.</summary>
    public async Task<Result<Subscription>> RunAsync(Caller caller, AttachSubscriptionRequest request, CancellationToken cancellationToken)
    {
        if (!billing.TryGet(out var provider, out var failure))
        {
            return failure;
        }

        var problems = new List<Problem>();
        if (!UserId.TryParse(request.UserId, out var userId))
        {
            problems.Add(new Problem("userId", "An account's id is 'usr_' and 32 hexadecimal digits."));
        }

        if (string.IsNullOrEmpty(request.SubscriptionId))
        {
            problems.Add(new Problem("subscriptionId", "Name the subscription by its id at the payment provider."));
        }

        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        if (await users.FindAsync(userId, cancellationToken) is null)
        {
            return Failure.NotFound.Of("user", userId.Value);
        }

        if (!(await provider.FindAsync(request.SubscriptionId!, cancellationToken)).TryGet(out var facts, out failure))
        {
            return failure;
        }

        var mark = await audit.BeginAttachAsync(caller, userId, facts.SubscriptionId, cancellationToken);
        var (_, owner) = await ledger.RecordAsync(facts.SubscriptionId, [new SubscriptionStatement { Subscription = facts, Owner = userId }], CancellationToken.None);
        await audit.EndAttachAsync(mark, attached: owner == userId);
        return owner == userId
            ? await reader.ReadAsync(userId, CancellationToken.None)
            : new Failure.Conflict($"The subscription '{facts.SubscriptionId}' belongs to another account ({owner}).");
    }
}
