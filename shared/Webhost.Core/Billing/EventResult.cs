using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>What became of an event, and why where that is not plain.</summary>
public sealed record EventResult(WebhookEventState State, string? Reason = null);
