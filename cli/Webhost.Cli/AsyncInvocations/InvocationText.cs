using Webhost.Cli.Alerts;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.AsyncInvocations;

/// <summary>Asynchronous invocations in words.</summary>
internal static class InvocationText
{
    /// <summary>Whether it has ended, whichever way.</summary>
    public static bool HasEnded(AsyncInvocationStatus status) => status is not AsyncInvocationStatus.Queued and not AsyncInvocationStatus.Running;

    /// <summary>What became of the message to its webhook.</summary>
    public static string Of(WebhookDelivery webhook) =>
        $"{webhook.Url}: {DeliveryText.Of(webhook.Status, webhook.Attempts, webhook.LastAttemptAt, webhook.NextAttemptAt, webhook.LastError)}";

    /// <summary>A command line about an invocation, to be typed as it is.</summary>
    /// <param name="verb">What it does.</param>
    /// <param name="invocationId">The invocation.</param>
    /// <param name="agent">The agent as the user named it; null for the project's.</param>
    public static string Command(string verb, string invocationId, string? agent) =>
        $"webhost invocations {verb} {invocationId}{(agent is null ? string.Empty : $" --agent {(agent.Contains(' ', StringComparison.Ordinal) ? $"'{agent}'" : agent)}")}";
}
