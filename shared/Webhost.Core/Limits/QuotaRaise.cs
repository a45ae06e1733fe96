using System.Runtime.InteropServices;

namespace Webhost.Core.Limits;

/// <summary>What became of a reservation that was to be raised.</summary>
/// <param name="Reserved">What is reserved by now; nothing when it was settled before.</param>
/// <param name="Spent">What nothing is left of, as far as this process knows, though the invocation needs more of it; null as long as it may go on.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QuotaRaise(QuotaAmounts Reserved, QuotaMeasure? Spent);
