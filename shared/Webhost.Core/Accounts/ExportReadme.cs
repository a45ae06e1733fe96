using System.Globalization;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>What stands in the archive for people.</summary>
internal static class ExportReadme
{
    /// <summary>The text for a user.</summary>
    public static string Of(User user, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"""
        Everything that webhost.systems holds of the account {user.UserId}, as of {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC.

        profile.json               the account
        agents.ndjson              its agents, one a line
        agents/<id>/               of each agent: deployments and their logs, names of secrets, sessions with their
                                   transcripts, log lines, metrics by hours and days, failed invocations,
                                   asynchronous invocations with their answers
        api-keys.ndjson            API keys, without the keys themselves
        artifacts.ndjson           stored uploads and builds, by name and size
        usage.ndjson               usage by day, agent and runtime
        billing/                   the subscription and its invoices; receipts are sent by the payment provider
        alerts.json                how you are warned, and past warnings
        audit.ndjson               who changed what

        Files ending in .ndjson hold one JSON document on each line; times are in UTC. Values of secrets and API keys are
        write-only: nobody can read them back, so they are not here.

        """);
}
