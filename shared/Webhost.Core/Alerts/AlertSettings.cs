namespace Webhost.Core.Alerts;

/// <summary>How a user wants to be warned.</summary>
public sealed record AlertSettings
{
    /// <summary>The user.</summary>
    public required string UserId { get; init; }

    /// <summary>The webhook's address; null for none.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>What the webhook's key is derived with; another one for each address.</summary>
    public string? WebhookSalt { get; init; }

    /// <summary>The e-mail address; null for none.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the address is known to be the user's.</summary>
    public bool EmailConfirmed { get; init; }

    /// <summary>When codes were sent, to whatever address, within the last day. Kept when alerts are switched off, so that nobody is flooded with codes.</summary>
    public IReadOnlyList<DateTimeOffset> CodesSentAt { get; init; } = [];

    /// <summary>At which percentages, in order.</summary>
    public required IReadOnlyList<int> Thresholds { get; init; }

    /// <summary>Whether alerts are on.</summary>
    public bool IsOn => WebhookUrl is not null || Email is not null;

    /// <summary>The ways that are open now.</summary>
    public IEnumerable<string> Channels()
    {
        if (WebhookUrl is not null)
        {
            yield return AlertChannels.Webhook;
        }

        if (Email is not null && EmailConfirmed)
        {
            yield return AlertChannels.Email;
        }
    }
}
