using Webhost.Contracts.Billing;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>What became of an event, why where that is not plain, and whose it is where that is known.</summary>
public sealed record EventResult(WebhookEventState State, string? Reason = null, UserId? Owner = null);
