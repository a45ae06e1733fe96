namespace Webhost.Core.Webhooks;

/// <summary>A message that came by webhook, signed as Standard Webhooks says, with what its headers claim.</summary>
public sealed record ReceivedWebhook
{
    /// <summary>The message's id: the same in every repeat.</summary>
    public string? Id { get; init; }

    /// <summary>When it was sent, in seconds since 1970.</summary>
    public string? Timestamp { get; init; }

    /// <summary>Its signatures, between blanks: several while the sender exchanges its key.</summary>
    public string? Signatures { get; init; }

    /// <summary>The body as it came.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
