namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>An address that hears of events.</summary>
internal sealed record Webhook : IRecord
{
    public required long Id { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    public required string Secret { get; init; }

    /// <summary>Registered by the stack itself, which brings it up to date at each start.</summary>
    public bool IsOwn { get; init; }

    public DateTimeOffset? LastSentAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
