using System.Globalization;
using Webhost.Cli.Shell;
using Webhost.Contracts.Billing;

namespace Webhost.Cli.Billing;

/// <summary>Prices, limits and states as people read them.</summary>
internal static class BillingText
{
    private const long Gigabyte = 1024L * 1024 * 1024;

    public static string Money(decimal amount, string currency) => string.Create(CultureInfo.InvariantCulture, $"{amount:N2} {currency}");

    public static string Limit(long? limit) => limit?.ToString("N0", CultureInfo.InvariantCulture) ?? "unlimited";

    public static string Bytes(long? bytes) => bytes is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known / (double)Gigabyte:N0} GB") : "unlimited";

    public static string? When(DateTimeOffset? time) => time is null ? null : Moment.Show(time);

    public static string AgentCore(AgentCoreOffer offer) => offer switch
    {
        { Access: "none" } => "no",
        { IncludedAgents: null } => "unlimited",
        { AddOnUsd: { } price, IncludedAgents: 0 } => $"{Dollars.Of(price)} an agent",
        { AddOnUsd: { } price } => $"{Limit(offer.IncludedAgents)} included, then {Dollars.Of(price)} an agent",
        _ => $"{Limit(offer.IncludedAgents)} included",
    };

    public static string Status(SubscriptionStatus status) => ApiWord.Of(status).Replace('_', ' ');
}
