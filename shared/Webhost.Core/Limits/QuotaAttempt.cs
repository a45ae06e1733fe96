namespace Webhost.Core.Limits;

/// <summary>A write of which it is not known whether it was made.</summary>
/// <param name="Division">What it was to bring about.</param>
/// <param name="Changes">How often the limits had changed before.</param>
/// <param name="EndsLease">Whether it was to remove the process' lease.</param>
/// <param name="At">When it was begun, in ticks.</param>
internal sealed record QuotaAttempt(QuotaDivision Division, long Changes, bool EndsLease, long At);
