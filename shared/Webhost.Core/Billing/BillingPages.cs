using System.Globalization;
using Webhost.Contracts.Billing;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Storage;

namespace Webhost.Core.Billing;

/// <summary>What the payment provider shows a caller: the portal and the invoices. Both are asked for when they are wanted and kept nowhere.</summary>
public sealed class BillingPages(BillingConnection billing, ISubscriptionStore store, AccountEntitlements accounts, BillingCalls calls)
{
    private const int MaximumPage = 100;

    /// <summary>The signed portal link of the caller's subscription. Failures: Conflict (billing is off), NotFound (there never was one), RateLimited, Unavailable.</summary>
    public async Task<Result<PortalLink>> GetPortalAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!billing.TryGet(out var provider, out var failure))
        {
            return failure;
        }

        if ((await accounts.ReadAsync(caller.UserId, cancellationToken)).Subscription is not { } present)
        {
            return new Failure.NotFound("You have no subscription yet, so there is nothing to manage. Buy a plan first (POST /v1/billing/checkout).");
        }

        return calls.Refuse(caller.UserId) is { } limited
            ? limited
            : (await provider.GetPortalAsync(present.Facts.SubscriptionId, cancellationToken)).Map(url => new PortalLink { Url = url });
    }

    /// <summary>A page of the caller's invoices: those of the newest subscription first. Failures: Conflict (billing is off), RateLimited, Unavailable.</summary>
    public async Task<Result<(IReadOnlyList<Invoice> Items, string? NextCursor)>> ListInvoicesAsync(Caller caller, PageRequest page, CancellationToken cancellationToken)
    {
        if (!billing.TryGet(out var provider, out var failure))
        {
            return failure;
        }

        var subscriptions = (await store.ListAsync(caller.UserId, cancellationToken))
            .OrderByDescending(record => record.Newest?.CreatedAt ?? DateTimeOffset.MaxValue)
            .ThenBy(record => record.SubscriptionId, StringComparer.Ordinal)
            .Select(record => record.SubscriptionId)
            .ToList();
        var at = InvoiceCursor.Parse(page.Cursor is { } cursor ? Cursor.Decode(cursor) : null, Math.Min(page.Limit, MaximumPage));
        var index = at.SubscriptionId is null ? 0 : subscriptions.IndexOf(at.SubscriptionId);
        if (index < 0 || index >= subscriptions.Count)
        {
            return (Array.Empty<Invoice>(), null);
        }

        if (calls.Refuse(caller.UserId) is { } limited)
        {
            return limited;
        }

        var listed = await provider.ListInvoicesAsync(subscriptions[index], at.Page, at.Size, cancellationToken);
        if (!listed.TryGet(out var found, out failure))
        {
            return failure;
        }

        var next = found.More ? at with { SubscriptionId = subscriptions[index], Page = at.Page + 1 }
            : index + 1 < subscriptions.Count ? at with { SubscriptionId = subscriptions[index + 1], Page = 1 }
            : null;
        return (found.Items, next is null ? null : Cursor.Encode(next.ToString()));
    }

    /// <summary>Where a list of invoices goes on. The size of the pages stays what it was, as the provider counts in pages.</summary>
    private sealed record InvoiceCursor(string? SubscriptionId, int Page, int Size)
    {
        public static InvoiceCursor Parse(string? cursor, int size) =>
            cursor?.Split('.') is [var subscription, var page, var former]
            && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            && int.TryParse(former, NumberStyles.None, CultureInfo.InvariantCulture, out var formerSize) && formerSize is > 0 and <= MaximumPage
                ? new InvoiceCursor(subscription, number, formerSize)
                : new InvoiceCursor(cursor is null ? null : string.Empty, 1, size);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SubscriptionId}.{Page}.{Size}");
    }
}
