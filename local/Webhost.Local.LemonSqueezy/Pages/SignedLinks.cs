using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Webhost.Local.LemonSqueezy.Clock;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>The addresses of pages. Whoever has one is let in, so each is signed; those of the customer portal hold for a day of the sandbox's clock.</summary>
internal sealed class SignedLinks(byte[] key, SandboxClock clock)
{
    private static readonly TimeSpan PortalLifetime = TimeSpan.FromHours(24);

    /// <summary>The sandbox's own origin, such as <c>http://127.0.0.1:7077</c>. Known once it listens.</summary>
    public string Origin { get; set; } = "";

    public string Checkout(string checkoutKey) => $"{Origin}/checkout/custom/{checkoutKey}?signature={Sign("checkout", checkoutKey)}";

    /// <summary>The page on which the payer's bank asks.</summary>
    public string Bank(string checkoutKey, string token) => $"{Origin}/checkout/custom/{checkoutKey}/bank/{token}?signature={Sign("checkout", checkoutKey)}";

    public string Receipt(string orderIdentifier) => $"{Origin}/receipts/{orderIdentifier}?signature={Sign("receipt", orderIdentifier)}";

    public string Invoice(long id) => $"{Origin}/invoices/{Text(id)}?signature={Sign("invoice", Text(id))}";

    public string Portal(long customerId) => $"{Origin}/billing?{PortalQuery(customerId)}";

    public string PaymentMethod(Subscription subscription) => $"{Origin}{PortalPath(subscription.Id, "payment-method")}?{PortalQuery(subscription.CustomerId)}";

    public string PlanChange(Subscription subscription) => $"{Origin}{PortalPath(subscription.Id, "plan")}?{PortalQuery(subscription.CustomerId)}";

    public static string PortalPath(long subscriptionId, string step) => $"/billing/subscriptions/{Text(subscriptionId)}/{step}";

    public bool IsCheckout(string checkoutKey, string? signature) => Fits(Sign("checkout", checkoutKey), signature);

    public bool IsReceipt(string orderIdentifier, string? signature) => Fits(Sign("receipt", orderIdentifier), signature);

    public bool IsInvoice(long id, string? signature) => Fits(Sign("invoice", Text(id)), signature);

    /// <summary>Whether a portal address is the sandbox's own and still holds.</summary>
    public bool IsPortal(string? user, string? expires, string? signature) =>
        user is not null && expires is not null && Fits(Sign("portal", $"{user}\n{expires}"), signature)
        && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && DateTimeOffset.FromUnixTimeSeconds(seconds) > clock.Now;

    /// <summary>What a browser holds that has signed in to the control page.</summary>
    public string ControlCookie() => Sign("control", "page");

    public bool IsControlCookie(string? cookie) => Fits(ControlCookie(), cookie);

    private string PortalQuery(long customerId)
    {
        var expires = Text((clock.Now + PortalLifetime).ToUnixTimeSeconds());
        return $"expires={expires}&signature={Sign("portal", $"{Text(customerId)}\n{expires}")}&user={Text(customerId)}";
    }

    private string Sign(string purpose, string subject) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}\n{subject}")));

    private static bool Fits(string expected, string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
