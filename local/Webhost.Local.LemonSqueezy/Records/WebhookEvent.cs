namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>Something that happened, as one webhook is told of it: every delivery of it has the same body.</summary>
internal sealed record WebhookEvent : IRecord
{
    public required long Id { get; init; }

    public required long WebhookId { get; init; }

    public required string Name { get; init; }

    /// <summary>The type of the object in it, such as <c>subscriptions</c>.</summary>
    public required string ResourceType { get; init; }

    public required long ResourceId { get; init; }

    /// <summary>The body, to the byte.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
