using Webhost.Contracts.Agents;
using Webhost.Contracts.Errors;
using Webhost.Core.Audit;
using Webhost.Core.Billing;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;

namespace Webhost.Core.Agents;

/// <summary>Creates, finds and changes agents (master spec §5.1, §11.2).</summary>
public sealed class AgentDirectory(
    IAgentStore store, ISecretStore secrets, RuntimeProviders providers, RuntimeEntitlement entitlement, InvocationRoutes routes, AuditTrail audit, TimeProvider time)
{
    private const int UpdateAttempts = 8;

    /// <summary>Creates an agent. Failures: Invalid, Conflict (the name is taken), LimitExceeded (agents, agentCore).</summary>
    public async Task<Result<Versioned<AgentRecord>>> CreateAsync(Caller caller, CreateAgentRequest request, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        AgentRules.CheckName(request.Name, problems);
        AgentRules.CheckDescription(request.Description, problems);
        AgentRules.CheckFramework(request.Framework, problems);
        AgentRules.CheckRuntime(request.RuntimeProvider, providers, problems);
        AgentRules.CheckVariables(request.EnvVarKeys, request.Env, problems);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        var runtime = request.RuntimeProvider ?? caller.User.DefaultRuntimeProvider;
        var now = time.GetUtcNow();
        var agent = new AgentRecord
        {
            AgentId = AgentId.New(time).Value,
            UserId = caller.User.UserId,
            Name = request.Name!,
            Description = NullIfEmpty(request.Description),
            Framework = request.Framework ?? "custom",
            RuntimeProvider = runtime,
            EnvVarKeys = Keys(request.EnvVarKeys),
            Env = request.Env ?? new Dictionary<string, string>(StringComparer.Ordinal),
            CreatedAt = now,
            UpdatedAt = now,
        };
        var change = AuditChange.OfAgent(AuditActions.AgentCreate, agent.AgentId, AuditDetails.Of(("name", agent.Name), ("runtimeProvider", runtime)));
        return await audit.RecordAsync(caller, change, () => AddAsync(caller, agent, cancellationToken), cancellationToken);
    }

    /// <summary>The caller's agent, or NotFound.</summary>
    public async Task<Result<Versioned<AgentRecord>>> GetAsync(Caller caller, string agentId, CancellationToken cancellationToken)
    {
        if (!AgentId.TryParse(agentId, out _) || caller.RefuseAgent(agentId) is not null)
        {
            return Failure.NotFound.Of("agent", agentId);
        }

        return await store.FindAsync(caller.UserId, agentId, cancellationToken) is { } found ? found : Failure.NotFound.Of("agent", agentId);
    }

    /// <summary>A page of the caller's agents, oldest first; with a key for one agent, that one.</summary>
    public async Task<(IReadOnlyList<AgentRecord> Items, string? NextCursor)> ListAsync(Caller caller, PageRequest page, CancellationToken cancellationToken)
    {
        if (caller.OnlyAgentId is { } only)
        {
            return (await store.FindAsync(caller.UserId, only, cancellationToken) is { } found ? [found.Value] : [], null);
        }

        return await store.ListAsync(caller.UserId, page, cancellationToken);
    }

    /// <summary>Changes what the request names. Failures: NotFound, Invalid, Conflict (the name is taken, a variable is a secret already, or <paramref name="ifMatch"/> does not hold).</summary>
    public async Task<Result<Versioned<AgentRecord>>> UpdateAsync(Caller caller, string agentId, UpdateAgentRequest request, string? ifMatch, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        if (request.Name is not null)
        {
            AgentRules.CheckName(request.Name, problems);
        }

        AgentRules.CheckDescription(request.Description, problems);
        AgentRules.CheckFramework(request.Framework, problems);
        AgentRules.CheckRuntime(request.RuntimeProvider, providers, problems);
        AgentRules.CheckVariables(request.EnvVarKeys, request.Env, problems);
        if (problems.Count > 0)
        {
            return Failure.Invalid.All(problems);
        }

        if (request.RuntimeProvider is { } runtime && await RefuseMoveAsync(caller, agentId, runtime, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (request.Env is { Count: > 0 } env && await RefuseSecretsAsync(caller, agentId, env, cancellationToken) is { } taken)
        {
            return taken;
        }

        return await ChangeAsync(caller, agentId, ifMatch, AuditActions.AgentUpdate, agent => agent with
        {
            Name = request.Name ?? agent.Name,
            Description = request.Description is null ? agent.Description : NullIfEmpty(request.Description),
            Framework = request.Framework ?? agent.Framework,
            RuntimeProvider = request.RuntimeProvider ?? agent.RuntimeProvider,
            EnvVarKeys = request.EnvVarKeys is null ? agent.EnvVarKeys : Keys(request.EnvVarKeys),
            Env = request.Env ?? agent.Env,
        }, cancellationToken);
    }

    /// <summary>Switches an agent on or off; invocations of one that is off are refused. Idempotent.</summary>
    public Task<Result<Versioned<AgentRecord>>> SetDisabledAsync(Caller caller, string agentId, bool disabled, string? ifMatch, CancellationToken cancellationToken) =>
        ChangeAsync(caller, agentId, ifMatch, disabled ? AuditActions.AgentDisable : AuditActions.AgentEnable, agent => agent with { Disabled = disabled }, cancellationToken);

    /// <summary>Adds a record under the caller's plan. Failures: Denied, Conflict, LimitExceeded.</summary>
    internal async Task<Result<Versioned<AgentRecord>>> AddAsync(Caller caller, AgentRecord agent, CancellationToken cancellationToken)
    {
        if (RefuseAny(caller) is { } refused)
        {
            return refused;
        }

        var outcome = await store.AddAsync(agent, caller.Plan.Agents, PlacesFor(caller, agent), cancellationToken);
        return outcome is AgentAddOutcome.Added added ? new Versioned<AgentRecord>(agent, added.ETag) : FailureOf(caller, agent, outcome);
    }

    /// <summary>Why a record could not be added at the moment; null when it could.</summary>
    internal async Task<Failure?> RefuseAsync(Caller caller, AgentRecord agent, CancellationToken cancellationToken) => RefuseAny(caller) is { } refused ? refused
        : await store.RefuseAsync(agent, caller.Plan.Agents, PlacesFor(caller, agent), cancellationToken) is { } outcome ? FailureOf(caller, agent, outcome)
        : null;

    private Failure? RefuseAny(Caller caller) => caller.RefuseAccount() ?? PaymentStanding.Refuse(caller, time.GetUtcNow());

    private static Failure FailureOf(Caller caller, AgentRecord agent, AgentAddOutcome outcome) => outcome switch
    {
        AgentAddOutcome.LimitReached reached => new Failure.LimitExceeded(
            $"The plan {caller.Plan.Name} allows {caller.Plan.Agents} agent{(caller.Plan.Agents == 1 ? string.Empty : "s")} and you have {reached.Count}. Delete {(reached.Count > caller.Plan.Agents ? "some" : "one")}, or upgrade.",
            new LimitDetails { Name = LimitNames.Agents, Used = reached.Count, Allowed = caller.Plan.Agents ?? long.MaxValue }),
        AgentAddOutcome.PlacesTaken taken => RuntimeEntitlement.Refusal(caller, agent.RuntimeProvider, taken.Count, PlacesFor(caller, agent) ?? long.MaxValue),
        _ => NameTaken(agent.Name),
    };

    /// <summary>Changes an agent under its version, again and again while others change it too, unless the caller insists on a version.</summary>
    private Task<Result<Versioned<AgentRecord>>> ChangeAsync(Caller caller, string agentId, string? ifMatch, string action, Func<AgentRecord, AgentRecord> change, CancellationToken cancellationToken) =>
        audit.RecordAsync(caller, begin => ChangeAsync(caller, agentId, ifMatch, change, (before, after) => begin(AuditChange.OfAgent(action, agentId, Differences(before, after))), cancellationToken), cancellationToken);

    private async Task<Result<Versioned<AgentRecord>>> ChangeAsync(
        Caller caller, string agentId, string? ifMatch, Func<AgentRecord, AgentRecord> change, Func<AgentRecord, AgentRecord, Task> beforeWriting, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < UpdateAttempts; attempt++)
        {
            var got = await GetAsync(caller, agentId, cancellationToken);
            if (!got.TryGet(out var present, out var failure))
            {
                return failure;
            }

            if (ifMatch is not null && !string.Equals(ifMatch, present.ETag, StringComparison.Ordinal))
            {
                return PreconditionFailed();
            }

            var changed = change(present.Value);
            if (ReferenceEquals(changed, present.Value) || changed == present.Value)
            {
                return present;
            }

            await beforeWriting(present.Value, changed);
            changed = changed with { UpdatedAt = time.GetUtcNow() };
            switch (await store.UpdateAsync(new Versioned<AgentRecord>(changed, present.ETag), present.Value.Name, cancellationToken))
            {
                case AgentUpdateOutcome.Updated updated:
                    routes.Forget(caller.UserId, agentId);
                    return new Versioned<AgentRecord>(changed, updated.ETag);
                case AgentUpdateOutcome.NameTaken:
                    return NameTaken(changed.Name);
                default:
                    if (ifMatch is not null)
                    {
                        return PreconditionFailed();
                    }

                    break;
            }
        }

        return new Failure.Conflict($"The agent '{agentId}' is being changed by too many callers at once. Try again.");
    }

    private static long? PlacesFor(Caller caller, AgentRecord agent) => caller.Plan.PlacesOn(agent.RuntimeProvider, caller.User.AgentCoreAddOns);

    private async Task<Failure?> RefuseMoveAsync(Caller caller, string agentId, string runtime, CancellationToken cancellationToken) =>
        (await GetAsync(caller, agentId, cancellationToken)).TryGet(out var present, out var failure)
            ? string.Equals(present.Value.CountedRuntime, runtime, StringComparison.Ordinal) ? null : await entitlement.RefuseNewAsync(caller, runtime, cancellationToken)
            : failure;

    // A secret that is set at the same moment may pass by this look, and this change by the secret's: a deployment is then given the secret, and says so in its log.
    private async Task<Failure?> RefuseSecretsAsync(Caller caller, string agentId, IReadOnlyDictionary<string, string> env, CancellationToken cancellationToken)
    {
        if (!(await GetAsync(caller, agentId, cancellationToken)).TryGet(out _, out var failure))
        {
            return failure;
        }

        return (await secrets.ListAsync(agentId, cancellationToken)).FirstOrDefault(secret => env.ContainsKey(secret.Key)) is { } taken
            ? new Failure.Conflict($"'{taken.Key}' is a secret of the agent. Remove the secret first, or leave the variable out, so that it is clear which value counts.")
            : null;
    }

    // Which fields, and not what is in them: a plain variable may hold more than its owner should have put there.
    private static IReadOnlyDictionary<string, string>? Differences(AgentRecord before, AgentRecord after)
    {
        (string Name, bool Differs)[] fields =
        [
            ("name", !string.Equals(before.Name, after.Name, StringComparison.Ordinal)),
            ("description", !string.Equals(before.Description, after.Description, StringComparison.Ordinal)),
            ("framework", !string.Equals(before.Framework, after.Framework, StringComparison.Ordinal)),
            ("runtimeProvider", !string.Equals(before.RuntimeProvider, after.RuntimeProvider, StringComparison.Ordinal)),
            ("envVarKeys", !ReferenceEquals(before.EnvVarKeys, after.EnvVarKeys)),
            ("env", !ReferenceEquals(before.Env, after.Env)),
        ];
        return AuditDetails.Of(("changed", string.Join(", ", fields.Where(field => field.Differs).Select(field => field.Name))));
    }

    private static Failure.Conflict NameTaken(string name) => new($"You have an agent named '{name}' already. Choose another name.");

    private static Failure.Conflict PreconditionFailed() =>
        new("The agent has changed since you read it: its ETag differs from If-Match. Read it again, then repeat the change.", PreconditionFailed: true);

    private static List<string> Keys(IReadOnlyList<string>? keys) => keys is null ? [] : [.. keys.Distinct(StringComparer.Ordinal)];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
