namespace Webhost.Core.Webhooks;

/// <summary>A message for a webhook.</summary>
public sealed record WebhookMessage
{
    /// <summary>The same in every repeat, so that its receiver can recognise one.</summary>
    public required string Id { get; init; }

    /// <summary>Where it goes.</summary>
    public required Uri Address { get; init; }

    /// <summary>The JSON body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The key that signs it.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }
}
