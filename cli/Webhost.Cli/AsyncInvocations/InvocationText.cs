using Webhost.Cli.Shell;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.AsyncInvocations;

/// <summary>Asynchronous invocations in words.</summary>
internal static class InvocationText
{
    /// <summary>Where it stands.</summary>
    public static string Of(AsyncInvocationStatus status) => status switch
    {
        AsyncInvocationStatus.Queued => "queued",
        AsyncInvocationStatus.Running => "running",
        AsyncInvocationStatus.Succeeded => "succeeded",
        AsyncInvocationStatus.Failed => "failed",
        AsyncInvocationStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There are no words for it."),
    };

    /// <summary>Whether it has ended, whichever way.</summary>
    public static bool HasEnded(AsyncInvocationStatus status) => status is not AsyncInvocationStatus.Queued and not AsyncInvocationStatus.Running;

    /// <summary>What became of the message to its webhook.</summary>
    public static string Of(WebhookDelivery webhook) => webhook.Status switch
    {
        DeliveryStatus.Delivered => $"{webhook.Url}: delivered {Moment.Show(webhook.LastAttemptAt)}",
        DeliveryStatus.Dropped => $"{webhook.Url}: dropped",
        DeliveryStatus.Failed => $"{webhook.Url}: failed after {webhook.Attempts}: {webhook.LastError}",
        _ when webhook.LastError is { } error => $"{webhook.Url}: to be tried again {Moment.Show(webhook.NextAttemptAt)}: {error}",
        _ => $"{webhook.Url}: pending",
    };

    /// <summary>A command line about an invocation, to be typed as it is.</summary>
    /// <param name="verb">What it does.</param>
    /// <param name="invocationId">The invocation.</param>
    /// <param name="agent">The agent as the user named it; null for the project's.</param>
    public static string Command(string verb, string invocationId, string? agent) =>
        $"webhost invocations {verb} {invocationId}{(agent is null ? string.Empty : $" --agent {(agent.Contains(' ', StringComparison.Ordinal) ? $"'{agent}'" : agent)}")}";
}
