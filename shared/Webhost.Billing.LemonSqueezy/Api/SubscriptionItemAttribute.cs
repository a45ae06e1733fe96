namespace Webhost.Billing.LemonSqueezy.Api;

/// <summary>What quantity and usage are set on.</summary>
internal sealed record SubscriptionItemAttribute(long Id, long? Quantity, bool? IsUsageBased);
