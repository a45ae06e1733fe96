namespace Webhost.Core.Webhooks;

/// <summary>How webhooks are sent (section <c>Webhooks</c>).</summary>
public sealed record WebhookOptions
{
    /// <summary>Whether addresses of this machine and of private networks, and plain HTTP, may be called: for one machine only.</summary>
    public required bool AllowPrivateAddresses { get; init; }

    /// <summary>How long a receiver may take to answer.</summary>
    public required TimeSpan Timeout { get; init; }
}
