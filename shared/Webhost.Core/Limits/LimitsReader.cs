using Webhost.Contracts.Limits;
using Webhost.Core.Agents;
using Webhost.Core.Artifacts;
using Webhost.Core.Identity;
using Webhost.Core.Providers;
using Webhost.Core.Storage;

namespace Webhost.Core.Limits;

/// <summary>Shows every limit of the caller with what is used of it now.</summary>
public sealed class LimitsReader(QuotaGate quotas, RateLimits rates, IAgentStore agents, IArtifactStore artifacts, TimeProvider time)
{
    private static readonly QuotaMeasure[] Measures = [QuotaMeasure.Requests, QuotaMeasure.Tokens, QuotaMeasure.ComputeMs, QuotaMeasure.Cost];

    /// <summary>The limits now.</summary>
    public async Task<LimitsView> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (plan, user) = (caller.Plan, caller.User);
        var reading = quotas.ReadUsedAsync(caller, cancellationToken);
        var counting = artifacts.ReadBytesAsync(user.UserId, cancellationToken);
        var listing = Pages.ReadAsync((page, token) => agents.ListAsync(caller.UserId, page, token), cancellationToken).ToListAsync(cancellationToken).AsTask();
        await Task.WhenAll(reading, counting, listing);
        var (period, used) = await reading;
        var owned = await listing;
        var limits = QuotaLimits.Of(user, plan);
        return new LimitsView
        {
            Tier = plan.Tier,
            Period = period.Key,
            PeriodStart = period.Start,
            PeriodEnd = period.End,
            Limits =
            [
                .. Measures.Select(measure => new LimitState
                {
                    Name = QuotaLimits.NameOf(measure),
                    Used = QuotaLimits.Shown(measure, used[measure]),
                    Allowed = QuotaLimits.ShownLimit(measure, limits[measure]),
                    ResetsAt = period.End,
                }),
                new LimitState { Name = LimitNames.StorageBytes, Used = await counting, Allowed = plan.StorageBytes },
                new LimitState { Name = LimitNames.Agents, Used = owned.Count, Allowed = plan.Agents },
                new LimitState
                {
                    Name = LimitNames.AgentCoreAgents,
                    Used = owned.Count(static agent => agent.RuntimeProvider == Runtimes.AgentCore),
                    Allowed = plan.PlacesOn(Runtimes.AgentCore, user.AgentCoreAddOns),
                },
                Rate(LimitNames.RequestsPerSecondPerUser, plan.RequestsPerSecondPerUser, [user.UserId]),
                Rate(LimitNames.RequestsPerSecondPerAgent, plan.RequestsPerSecondPerAgent, owned.Select(static agent => agent.AgentId)),
            ],
        };
    }

    /// <summary>The bucket that is nearest to empty.</summary>
    private LimitState Rate(string name, int perSecond, IEnumerable<string> keys)
    {
        var standing = keys.Select(key => rates.Look(key, perSecond)).DefaultIfEmpty(new LimitStanding(perSecond, perSecond, TimeSpan.Zero)).MinBy(static look => look.Remaining);
        return new LimitState { Name = name, Used = perSecond - standing.Remaining, Allowed = perSecond, ResetsAt = time.GetUtcNow() + standing.ResetsIn };
    }
}
