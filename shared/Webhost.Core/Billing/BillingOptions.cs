namespace Webhost.Core.Billing;

/// <summary>The platform's own rules of billing (section <c>Billing</c>), whoever collects the money.</summary>
public sealed record BillingOptions
{
    /// <summary>How long an overdue payment changes nothing.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>How long stored events are kept.</summary>
    public required TimeSpan EventRetention { get; init; }

    /// <summary>Where the buyer's browser goes after paying; null leaves it at the payment provider.</summary>
    public Uri? ReturnUrl { get; init; }

    /// <summary>What a metered plan is measured in.</summary>
    public required MeteredUnit MeteredUnit { get; init; }
}
