namespace Webhost.Core.Secrets;

/// <summary>What may be known of a secret.</summary>
/// <param name="Key">The variable's name.</param>
/// <param name="CreatedAt">When a value was first set.</param>
/// <param name="UpdatedAt">When the value was last replaced.</param>
public sealed record SecretRecord(string Key, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
