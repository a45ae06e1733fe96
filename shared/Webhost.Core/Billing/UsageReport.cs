namespace Webhost.Core.Billing;

/// <summary>What was reported of a period's usage.</summary>
/// <param name="Period">The billing period's key.</param>
/// <param name="Quantity">In the unit of <see cref="BillingOptions.MeteredUnit"/>.</param>
/// <param name="ReportedAt">When.</param>
public sealed record UsageReport(string Period, long Quantity, DateTimeOffset ReportedAt);
