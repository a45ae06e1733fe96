namespace Webhost.Core.Limits;

/// <summary>A block of requests.</summary>
/// <param name="Granted">How many were taken; 0 at the limit.</param>
/// <param name="Taken">How many all processes have taken, this grant included.</param>
public sealed record QuotaGrant(long Granted, long Taken);
