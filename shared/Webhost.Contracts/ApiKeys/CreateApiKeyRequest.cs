namespace Webhost.Contracts.ApiKeys;

/// <summary>The body of <c>POST /v1/api-keys</c>.</summary>
public sealed record CreateApiKeyRequest
{
    /// <summary>1 to 64 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Some of <c>invoke</c>, <c>read</c>, <c>deploy</c>.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Limits the key to one agent; all of the user's agents when absent.</summary>
    public string? AgentId { get; init; }

    /// <summary>When the key stops working; never when absent.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
