using Webhost.Contracts.Limits;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Metrics;

namespace Webhost.Core.Limits;

/// <summary>Shows every limit of the caller's plan with what is used of it.</summary>
public sealed class LimitsReader(QuotaGate quotas, IAgentStore agents, IHourlyStore hourly, TimeProvider time)
{
    /// <summary>The limits now.</summary>
    public async Task<LimitsView> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var period = BillingPeriod.Of(time.GetUtcNow());
        var usage = await hourly.ReadUsageAsync(caller.User.UserId, period, cancellationToken);
        var plan = caller.Plan;
        return new LimitsView
        {
            Tier = plan.Tier,
            Period = period.Key,
            Limits =
            [
                new LimitState { Name = "requestsPerMonth", Used = await quotas.ReadUsedAsync(caller.User.UserId, period, cancellationToken), Allowed = plan.RequestsPerMonth, ResetsAt = period.End },
                new LimitState { Name = "tokensPerMonth", Used = usage.TotalTokens, Allowed = plan.TokensPerMonth, ResetsAt = period.End },
                new LimitState { Name = "computeMsPerMonth", Used = usage.TotalComputeMs, Allowed = plan.ComputeMsPerMonth, ResetsAt = period.End },
                new LimitState { Name = "agents", Used = await agents.CountAsync(caller.UserId, cancellationToken), Allowed = plan.Agents },
            ],
        };
    }
}
