using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>
/// Finds whose a subscription is when every event of its purchase was lost: what the provider lists carries no custom data. It is the account of the one checkout
/// with its plan, its add-ons and its buyer's address that could be paid when it began. If checkouts of two accounts could be meant, an operator must say whose it is.
/// </summary>
public sealed class LostPurchases(ICheckoutStore checkouts, WorkloadKeys keys)
{
    // The provider's clock is not ours.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>The account; null when it can't be told.</summary>
    public async Task<UserId?> FindAsync(ListedSubscription listed, CancellationToken cancellationToken)
    {
        if (listed.Email is not { } email)
        {
            return null;
        }

        var facts = listed.Facts;
        var users = (await checkouts.ListAsync(await HashAsync(email, cancellationToken), cancellationToken))
            .Where(checkout => string.Equals(checkout.Tier, facts.Tier, StringComparison.Ordinal) && checkout.AddOns == facts.AddOns
                && checkout.CreatedAt - Slack <= facts.CreatedAt && facts.CreatedAt <= checkout.ExpiresAt + Slack)
            .Select(checkout => checkout.UserId)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return users is [var only] ? new UserId(only) : null;
    }

    /// <summary>What an address is found by. It can't be guessed back without the platform's key.</summary>
    public async ValueTask<string> HashAsync(string email, CancellationToken cancellationToken) => Convert.ToHexStringLower(
        HMACSHA256.HashData(await keys.PlatformKeyAsync("billing-address", cancellationToken), Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant())));
}
