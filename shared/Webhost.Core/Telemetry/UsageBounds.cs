namespace Webhost.Core.Telemetry;

/// <summary>The most that one invocation can have used: beyond it a claim is a lie, and would make sums overflow.</summary>
internal static class UsageBounds
{
    public const long Tokens = 100_000_000;
    public const long Counter = 1_000_000;
    public const int MessageCharacters = 8 * 1024;

    /// <summary>How late an event may come.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromHours(48);

    public static readonly long ComputeMs = (long)TimeSpan.FromHours(8).TotalMilliseconds;
}
