namespace Webhost.Providers.AgentCore.Aws;

/// <summary>A refusal of AWS, or the want of an answer.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Code">AWS's name for it; empty when no answer came.</param>
/// <param name="Message">What AWS said; never shown as it is.</param>
/// <param name="RequestId">AWS's id of the request, for the log.</param>
internal sealed record AwsError(AwsErrorKind Kind, string Code, string? Message, string? RequestId)
{
    /// <summary>Whether an idempotent call may be made again.</summary>
    public bool MayPass => Kind is AwsErrorKind.PassingConflict or AwsErrorKind.Throttled or AwsErrorKind.ServiceTrouble or AwsErrorKind.Unreachable or AwsErrorKind.BrokenOff or AwsErrorKind.TimedOut;
}
