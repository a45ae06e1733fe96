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

    /// <summary>Whether the running deployment has this value already; false means that the next deployment brings it.</summary>
    public required bool Applied { get; init; }
}
