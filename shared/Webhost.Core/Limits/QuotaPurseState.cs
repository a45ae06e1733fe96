namespace Webhost.Core.Limits;

/// <summary>How a purse stands.</summary>
/// <param name="Free">What may be used.</param>
/// <param name="Outgoing">What goes back and is not known to be written.</param>
/// <param name="IsQuiet">Whether the user has been quiet for a second.</param>
/// <param name="SecondsLeft">For how many seconds what was left for everybody lasts, at the plan's rate in one process.</param>
internal readonly record struct QuotaPurseState(QuotaAmounts Free, QuotaAmounts Outgoing, bool IsQuiet, double SecondsLeft);
