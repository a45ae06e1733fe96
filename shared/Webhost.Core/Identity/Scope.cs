namespace Webhost.Core.Identity;

/// <summary>What a credential may be used for. An access token has all scopes; an API key those that it was made with.</summary>
public enum Scope
{
    /// <summary>Only what an access token allows: keys, billing, the account.</summary>
    Account,

    /// <summary>Reading agents, deployments, logs, metrics.</summary>
    Read,

    /// <summary>Changing agents, secrets and deployments.</summary>
    Deploy,

    /// <summary>Invoking agents.</summary>
    Invoke,
}
