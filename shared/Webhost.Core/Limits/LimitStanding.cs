using System.Runtime.InteropServices;

namespace Webhost.Core.Limits;

/// <summary>How a caller stands with a limit, for the headers of an answer.</summary>
/// <param name="Limit">How much is allowed; null for no limit.</param>
/// <param name="Remaining">How much is left.</param>
/// <param name="ResetsIn">When it is whole again.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LimitStanding(long? Limit, long Remaining, TimeSpan ResetsIn)
{
    /// <summary>The one that is used up first.</summary>
    public static LimitStanding Closest(in LimitStanding left, in LimitStanding right) => left.Limit is null || (right.Limit is not null && right.Remaining < left.Remaining) ? right : left;
}
