namespace Webhost.Contracts.Users;

/// <summary>The signed-in user (master spec §11.1).</summary>
public sealed record Me
{
    /// <summary>The user's id (<c>usr_…</c>).</summary>
    public required string UserId { get; init; }

    /// <summary>The e-mail address that the identity provider reported; null if it reported none, and for an API key that is good for one agent.</summary>
    public string? Email { get; init; }

    /// <summary>The display name that the identity provider reported; null if it reported none, and for an API key that is good for one agent.</summary>
    public string? Name { get; init; }

    /// <summary>The plan: <c>free</c>, <c>starter</c>, <c>pro</c> or <c>enterprise</c>.</summary>
    public required string SubscriptionTier { get; init; }

    /// <summary>The runtime that new agents get when none is named.</summary>
    public required string DefaultRuntimeProvider { get; init; }

    /// <summary>When the user first called.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The deletion of the account while it is under way (<c>del_…</c>); null otherwise.</summary>
    public string? DeletionId { get; init; }
}
