namespace Webhost.Core.Telemetry;

/// <summary>An event that is not taken.</summary>
/// <param name="Reason">By what it is counted.</param>
/// <param name="Message">What its sender is told.</param>
internal sealed record Refusal(RefusalReason Reason, string Message);
