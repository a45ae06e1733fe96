using Webhost.Core.Limits;
using Webhost.Core.Providers;

namespace Webhost.Core.Invocation;

/// <summary>An invocation that was admitted: it must be settled once, whatever happens.</summary>
/// <param name="Provider">The runtime's adapter.</param>
/// <param name="Input">What the adapter is given.</param>
/// <param name="Reservation">What was reserved for it.</param>
/// <param name="Standing">How the caller stands with the limit that is used up first.</param>
public sealed record PreparedInvocation(IRuntimeProvider Provider, InvokeInput Input, QuotaReservation Reservation, LimitStanding Standing)
{
    /// <summary>Whether its session was opened for it.</summary>
    public bool SessionOpened { get; init; }
}
