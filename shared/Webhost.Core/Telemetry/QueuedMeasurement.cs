using System.Runtime.InteropServices;
using Webhost.Core.Limits;

namespace Webhost.Core.Telemetry;

/// <summary>What waits to be written.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Settlement">How its reservation is settled once it is written; null when that has no need to wait.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueuedMeasurement(InvocationMeasurement Measurement, QuotaSettlement? Settlement);
