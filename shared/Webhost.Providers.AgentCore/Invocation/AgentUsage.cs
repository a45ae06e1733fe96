using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>What an agent says that it used.</summary>
/// <param name="Usage">For the caller.</param>
/// <param name="Counters">For the bill.</param>
internal sealed record AgentUsage(Usage Usage, RuntimeCounters Counters);
