using Webhost.Core.Agents;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Identity;

/// <summary>Who calls, and what the credential allows.</summary>
public sealed record Caller
{
    /// <summary>The user; every read and write is scoped to it.</summary>
    public required User User { get; init; }

    /// <summary>The user's plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The API key that was used; null for an access token.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The scopes of the API key; null for an access token, which has all.</summary>
    public IReadOnlySet<Scope>? Scopes { get; init; }

    /// <summary>The one agent that the API key is good for; null for all.</summary>
    public string? OnlyAgentId { get; init; }

    /// <summary>The user's id.</summary>
    public UserId UserId => new(User.UserId);

    /// <summary>Whether the credential has a scope, and null or the reason why not.</summary>
    public Failure? Refuse(Scope scope) => Scopes is null || Scopes.Contains(scope)
        ? null
        : new Failure.Denied(scope == Scope.Account
            ? "An API key can't be used for this. Sign in and use an access token."
            : $"This API key lacks the scope '{scope.ToString().ToLowerInvariant()}'. Make a key with that scope, or sign in.");

    /// <summary>Null, or the failure for what is the account's, when the API key is good for one agent.</summary>
    public Failure? RefuseAccount() => OnlyAgentId is null ? null : new Failure.Denied("This API key is good for one agent only, and this is about the whole account. Make a key for all agents, or sign in.");

    /// <summary>Null, or the failure for an agent that the API key does not reach: the same as for one that does not exist.</summary>
    public Failure? RefuseAgent(string agentId) =>
        OnlyAgentId is null || string.Equals(OnlyAgentId, agentId, StringComparison.Ordinal) ? null : Failure.NotFound.Of("agent", agentId);
}
