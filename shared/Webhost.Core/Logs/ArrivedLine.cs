using Webhost.Contracts.Logs;

namespace Webhost.Core.Logs;

/// <summary>A line with its place in the order of arrival.</summary>
/// <param name="Arrival">Grows with each line; begins with <see cref="LogIds.Arrival"/>.</param>
/// <param name="Line">The line.</param>
public sealed record ArrivedLine(string Arrival, LogLine Line);
