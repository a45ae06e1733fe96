using System.Globalization;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Billing;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Records what billing does to accounts: what they may use, what the payment provider said, and what it was told. A step that runs again records nothing new.</summary>
public sealed class BillingAudit(AuditTrail audit)
{
    private const string Asked = "asked";

    /// <summary>Records that an account is about to have another plan, other add-ons or another time of grace. A row as it is now is changed to the same once.</summary>
    public Task<AuditMark> BeginPlanAsync(Versioned<User> present, User changed, string? subscriptionId, CancellationToken cancellationToken)
    {
        var user = present.Value;
        var graceEndsAt = changed.PaymentGraceEndsAt?.ToString("O", CultureInfo.InvariantCulture);
        var change = AuditChange.OfBilling(
            AuditActions.PlanChange,
            user.UserId,
            ("from", user.SubscriptionTier),
            ("to", changed.SubscriptionTier),
            ("addOnsFrom", Number(user.AgentCoreAddOns)),
            ("addOnsTo", Number(changed.AgentCoreAddOns)),
            ("graceEndsAt", graceEndsAt),
            ("subscriptionId", subscriptionId));
        return audit.BeginAsync(user.UserId, AuditActors.System, AuditActors.TraceId, change, $"plan:{present.ETag}:{changed.SubscriptionTier}:{Number(changed.AgentCoreAddOns)}:{graceEndsAt}", cancellationToken);
    }

    /// <summary>Records that the account has it.</summary>
    public Task EndAsync(AuditMark mark, CancellationToken cancellationToken) => audit.EndAsync(mark, AuditOutcome.Done, details: null, cancellationToken);

    /// <summary>Records what the payment provider said of an account's money, once an event.</summary>
    public Task SaidAsync(UserId owner, string sender, string eventId, BillingEvent said, CancellationToken cancellationToken) => DoneAsync(
        owner,
        AuditActors.Webhook(sender),
        AuditChange.OfBilling(
            AuditActions.BillingEvent,
            owner.Value,
            ("event", said.Name),
            ("eventId", eventId),
            ("subscriptionId", said.SubscriptionId),
            ("status", said.Subscription is { } facts ? Lower(facts.Status) : null),
            ("invoiceId", said.Payment?.InvoiceId),
            ("orderId", said.Order?.OrderId)),
        $"billing:{eventId}",
        cancellationToken);

    /// <summary>Records what the payment provider answered of an account's subscription of which no event had told, once a statement.</summary>
    public Task FoundAsync(UserId owner, SubscriptionFacts facts, CancellationToken cancellationToken) => FoundAsync(
        owner, facts.SubscriptionId, Lower(facts.Status), invoiceId: null, $"{facts.SubscriptionId}:{facts.UpdatedAt.UtcTicks}:{Lower(facts.Status)}:{facts.Tier}:{Number(facts.AddOns)}", cancellationToken);

    /// <summary>The same of a payment.</summary>
    public Task FoundAsync(UserId owner, PaymentFacts payment, CancellationToken cancellationToken)
    {
        var standing = payment is { RefundedInFull: true } ? "refunded" : payment.RefundedAt is not null ? "refundedInPart" : payment.Paid ? "paid" : "unpaid";
        return FoundAsync(owner, payment.SubscriptionId, standing, payment.InvoiceId, $"invoice {payment.InvoiceId}:{payment.UpdatedAt.UtcTicks}:{standing}", cancellationToken);
    }

    /// <summary>Records that the payment provider was told what was used, once a total.</summary>
    public Task ReportedAsync(UserId owner, string subscriptionId, string period, long quantity, CancellationToken cancellationToken) => DoneAsync(
        owner,
        AuditActors.System,
        AuditChange.OfBilling(AuditActions.UsageReport, owner.Value, ("subscriptionId", subscriptionId), ("period", period), ("quantity", Number(quantity))),
        $"usage:{subscriptionId}:{period}:{Number(quantity)}",
        cancellationToken);

    /// <summary>Records in the account's log that an operator is about to say that a subscription is the account's.</summary>
    public Task<AuditMark> BeginAttachAsync(Caller caller, UserId owner, string subscriptionId, CancellationToken cancellationToken) => audit.BeginAsync(
        owner.Value, AuditActors.Of(caller), AuditActors.TraceId, AuditChange.OfBilling(AuditActions.SubscriptionAttach, owner.Value, ("subscriptionId", subscriptionId)), once: null, cancellationToken);

    /// <summary>Records whether it is.</summary>
    public Task EndAttachAsync(AuditMark mark, bool attached) =>
        audit.EndAsync(mark, attached ? AuditOutcome.Done : AuditOutcome.Failed, attached ? null : AuditDetails.Of(("reason", "It belongs to another account.")), CancellationToken.None);

    private async Task DoneAsync(UserId owner, AuditActor actor, AuditChange change, string once, CancellationToken cancellationToken)
    {
        var mark = await audit.BeginAsync(owner.Value, actor, AuditActors.TraceId, change, once, cancellationToken);
        await audit.EndAsync(mark, AuditOutcome.Done, details: null, cancellationToken);
    }

    private Task FoundAsync(UserId owner, string subscriptionId, string status, string? invoiceId, string once, CancellationToken cancellationToken) => DoneAsync(
        owner,
        AuditActors.System,
        AuditChange.OfBilling(AuditActions.BillingEvent, owner.Value, ("event", Asked), ("subscriptionId", subscriptionId), ("status", status), ("invoiceId", invoiceId)),
        $"asked:{once}",
        cancellationToken);

    private static string Lower(SubscriptionStatus status) => status.ToString().ToLowerInvariant();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
