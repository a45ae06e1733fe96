namespace Webhost.Core.Billing;

/// <summary>What subscriptions are looked up by.</summary>
/// <param name="Live">Whether it goes on, so that the provider is asked about it.</param>
/// <param name="ChangesAt">When the clock alone changes what it gives, null when it doesn't; or since when it is to be settled.</param>
public sealed record SubscriptionSchedule(bool Live, DateTimeOffset? ChangesAt);
