namespace Webhost.Contracts.Alerts;

/// <summary>What a webhook is sent: a limit was used up to a threshold.</summary>
public sealed record AlertMessage
{
    /// <summary><c>usage.threshold_reached</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The alert.</summary>
    public required AlertMessageData Data { get; init; }
}
