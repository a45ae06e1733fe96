using System.Runtime.InteropServices;

namespace Webhost.Core.Limits;

/// <summary>What a reservation is settled with (<see cref="QuotaGate.Settle"/>).</summary>
/// <param name="Reservation">The reservation.</param>
/// <param name="Tokens">Tokens, as the answer said.</param>
/// <param name="ComputeMs">The duration, as the gateway measured it.</param>
/// <param name="CostUsd">The estimated cost of both.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QuotaSettlement(QuotaReservation Reservation, long Tokens, long ComputeMs, decimal CostUsd);
