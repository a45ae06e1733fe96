using System.Runtime.InteropServices;
using Webhost.Core.Results;

namespace Webhost.Core.Limits;

/// <summary>What became of a reservation that was to be raised.</summary>
/// <param name="Reserved">What is reserved by now; nothing when it was settled before.</param>
/// <param name="Exceeded">Why its invocation must end; null as long as it may go on.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QuotaRaise(QuotaAmounts Reserved, Failure.LimitExceeded? Exceeded);
