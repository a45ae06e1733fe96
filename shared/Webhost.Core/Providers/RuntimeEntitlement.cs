using Webhost.Contracts.Errors;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Providers;

/// <summary>
/// Whether a user may have an agent on a runtime (master spec §12.2): asked at create, deploy and invoke. Where a runtime's places are counted, the oldest
/// agents take them first, so that whoever has more agents than places knows which of them go on.
/// </summary>
public sealed class RuntimeEntitlement(IAgentStore agents, IUserStore users, PlanCatalog plans)
{
    /// <summary>Null, or why one more agent can't be on a runtime. The store holds the same limit exactly when the agent is written.</summary>
    public async ValueTask<Failure?> RefuseNewAsync(Caller caller, string runtime, CancellationToken cancellationToken) =>
        caller.Plan.PlacesOn(runtime, caller.User.AgentCoreAddOns) is { } places
        && await agents.CountOnRuntimeAsync(caller.UserId, runtime, cancellationToken) is var taken && taken >= places
            ? Refusal(caller, runtime, taken, places)
            : null;

    /// <summary>Null, or why an agent can't be deployed to a runtime.</summary>
    public async ValueTask<Failure?> RefuseAsync(Caller caller, string runtime, string agentId, CancellationToken cancellationToken) =>
        Refuse(caller, runtime, Runtimes.HasPlaces(runtime) ? await agents.PlaceOnRuntimeAsync(caller.UserId, runtime, agentId, cancellationToken) : 1);

    /// <summary>Whether an agent's owner, as they stand at the moment, may have it on a runtime: for work that goes on when nobody calls.</summary>
    public async ValueTask<bool> IncludesAsync(UserId owner, string runtime, string agentId, CancellationToken cancellationToken)
    {
        if (!Runtimes.HasPlaces(runtime))
        {
            return true;
        }

        return await users.FindAsync(owner, cancellationToken) is { Value: var user }
            && (plans.Of(user.SubscriptionTier).PlacesOn(runtime, user.AgentCoreAddOns) is not { } places || await agents.PlaceOnRuntimeAsync(owner, runtime, agentId, cancellationToken) <= places);
    }

    /// <summary>Null, or why an owner's agents can't be container images: plans that include AgentCore have them, those that sell it agent by agent don't.</summary>
    public async ValueTask<Failure?> RefuseImagesAsync(UserId owner, CancellationToken cancellationToken) =>
        await users.FindAsync(owner, cancellationToken) is { Value: var user } && plans.Of(user.SubscriptionTier) is { AgentCore: not AgentCoreAccess.Included } plan
            ? new Failure.LimitExceeded(
                $"The plan {plan.Name} runs agents from code, not from container images. Remove 'containerUri' and upload the code, or upgrade.",
                new LimitDetails { Name = LimitNames.ContainerImages, Used = 0, Allowed = 0 })
            : null;

    /// <summary>How many bytes an owner may store, as they stand at the moment; null for any number.</summary>
    public async ValueTask<long?> StorageBytesAsync(UserId owner, CancellationToken cancellationToken) =>
        await users.FindAsync(owner, cancellationToken) is { Value: var user } ? plans.Of(user.SubscriptionTier).StorageBytes : null;

    /// <summary>Null, or why an agent can't be invoked on a runtime.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="runtime">Where the agent runs.</param>
    /// <param name="place">Its place among the user's agents on that runtime, from 1 for the oldest.</param>
    public static Failure? Refuse(Caller caller, string runtime, long place) =>
        caller.Plan.PlacesOn(runtime, caller.User.AgentCoreAddOns) is { } places && place > places ? Refusal(caller, runtime, place, places) : null;

    /// <summary>The failure of an agent for which there is no place.</summary>
    internal static Failure.LimitExceeded Refusal(Caller caller, string runtime, long taken, long places) => new(
        places == 0 ? NotIncluded(caller.Plan, runtime) : UsedUp(caller.Plan, runtime, places),
        new LimitDetails { Name = LimitNames.AgentCore, Used = taken, Allowed = places });

    private static string NotIncluded(Plan plan, string runtime) => plan.AgentCore == AgentCoreAccess.AddOn
        ? $"The plan {plan.Name} has the runtime '{runtime}' as an add-on for each agent, and you have none. Add one to the subscription, or use 'cloudflare'."
        : $"The plan {plan.Name} does not include the runtime '{runtime}'. Use 'cloudflare', or upgrade.";

    private static string UsedUp(Plan plan, string runtime, long places) =>
        $"Your plan {plan.Name} has {places} place{(places == 1 ? string.Empty : "s")} on the runtime '{runtime}', and older agents of yours take them. "
        + (plan.AgentCoreAddOnUsd is null ? "Delete or move one of them, or upgrade." : "Delete or move one of them, or add places to the subscription.");
}
