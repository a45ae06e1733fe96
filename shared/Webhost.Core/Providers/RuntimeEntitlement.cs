using Webhost.Contracts.Errors;
using Webhost.Core.Plans;
using Webhost.Core.Results;

namespace Webhost.Core.Providers;

/// <summary>Whether a plan includes a runtime (master spec §12.2): asked at create, deploy and invoke.</summary>
public static class RuntimeEntitlement
{
    /// <summary>Null, or the failure to answer with.</summary>
    public static Failure? Refuse(Plan plan, string runtime) => plan.Includes(runtime)
        ? null
        : new Failure.LimitExceeded(
            $"The plan '{plan.Tier}' does not include the runtime '{runtime}'. Use 'cloudflare', or upgrade.",
            new LimitDetails { Name = "agentCore", Used = 0, Allowed = 0 });
}
