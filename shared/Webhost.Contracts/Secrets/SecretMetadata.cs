namespace Webhost.Contracts.Secrets;

/// <summary>What can be read of a secret: everything but its value.</summary>
public sealed record SecretMetadata
{
    /// <summary>The variable's name.</summary>
    public required string Key { get; init; }

    /// <summary>When a value was first set.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the value was last replaced.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether the running deployment has this value already; false means that the next deployment brings it, if it declares the key.</summary>
    public required bool Applied { get; init; }

    /// <summary>
    /// Whether the running deployment declares the key, in its manifest (<c>env.requiredKeys</c>, <c>env.optionalKeys</c>) or by the agent's <c>envVarKeys</c>: an agent is given only what it
    /// declares, so false means that the secret takes effect with a deployment that does. Left out when no deployment runs.
    /// </summary>
    public bool? Declared { get; init; }
}
