namespace Webhost.Core.UsageReports;

/// <summary>What an agent used on a runtime on a day, within the window that was asked for.</summary>
/// <param name="Day">The day in UTC.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="RuntimeProvider">The runtime.</param>
/// <param name="Requests">Invocations.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="ComputeMs">Milliseconds of compute.</param>
/// <param name="CostUsd">US dollars, an estimate.</param>
public sealed record UsageCell(DateOnly Day, string AgentId, string RuntimeProvider, long Requests, long Tokens, long ComputeMs, decimal CostUsd);
