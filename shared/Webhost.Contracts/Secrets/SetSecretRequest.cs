namespace Webhost.Contracts.Secrets;

/// <summary>The body of <c>PUT /v1/agents/{agentId}/secrets/{key}</c>.</summary>
public sealed record SetSecretRequest
{
    /// <summary>The value, at most 5 KB. It is never returned, logged or stored in a table.</summary>
    public string? Value { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(SetSecretRequest);
}
