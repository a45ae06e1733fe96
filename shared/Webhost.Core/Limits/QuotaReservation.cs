namespace Webhost.Core.Limits;

/// <summary>What was set aside for one invocation, to be settled with what it really used.</summary>
/// <param name="UserId">Whose quota.</param>
/// <param name="Period">The billing period, such as <c>2026-11</c>.</param>
public readonly record struct QuotaReservation(string UserId, string Period);
