namespace Webhost.Contracts.Alerts;

/// <summary>How a user is warned before a limit is reached, and what was sent lately.</summary>
public sealed record AlertsView
{
    /// <summary>Whether alerts are on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Where they are sent to by POST.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>
    /// The secret that signs what is sent to <see cref="WebhookUrl"/> (<c>whsec_…</c>): only in the answer that made it, and never again. Signatures follow Standard Webhooks.
    /// </summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Where they are sent to by e-mail.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the address is known to be the user's; nothing is sent to it before. Absent without an address.</summary>
    public bool? EmailConfirmed { get; init; }

    /// <summary>Why no code was sent to an address that is to be confirmed; absent when one was, or none is needed.</summary>
    public string? EmailProblem { get; init; }

    /// <summary>At which percentages of a limit.</summary>
    public required IReadOnlyList<int> Thresholds { get; init; }

    /// <summary>The newest alerts, newest first.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(AlertsView)} {WebhookUrl} {Email}";
}
