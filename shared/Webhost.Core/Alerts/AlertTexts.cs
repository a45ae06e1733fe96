using System.Globalization;
using Webhost.Core.Limits;
using Webhost.Core.Mail;

namespace Webhost.Core.Alerts;

/// <summary>What people read.</summary>
internal static class AlertTexts
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [LimitNames.Requests] = "requests",
        [LimitNames.Tokens] = "tokens",
        [LimitNames.ComputeMs] = "milliseconds of compute",
        [LimitNames.StorageBytes] = "bytes of storage",
    };

    /// <summary>The e-mail about an alert.</summary>
    public static EmailMessage Of(AlertRecord alert, string to) => new()
    {
        Id = alert.AlertId,
        To = to,
        Subject = alert.Limit == LimitNames.SpendCap
            ? $"webhost: {alert.Threshold} % of your spend cap is used up"
            : $"webhost: {alert.Threshold} % of your {NameOf(alert.Limit)} are used up",
        Text = string.Create(CultureInfo.InvariantCulture, $"""
            {Sentence(alert)}

            Period:  {alert.Period}, until {alert.PeriodEnd:yyyy-MM-dd HH:mm} UTC
            Seen at: {alert.SeenAt:yyyy-MM-dd HH:mm:ss} UTC
            Account: {alert.UserId}

            See 'webhost usage' for what used it. To change or stop these messages: 'webhost alerts'.
            Message {alert.AlertId}
            """),
    };

    /// <summary>The e-mail with the code that proves an address.</summary>
    public static EmailMessage Code(string userId, string to, string code) => new()
    {
        Id = $"confirm-{userId}",
        To = to,
        Subject = "webhost: confirm this address",
        Text = $"""
            Somebody with the account {userId} wants usage alerts to be sent to this address.
            If that is you, confirm it:

                webhost alerts confirm {code}

            If not, do nothing: no alert is sent to an address that is not confirmed.
            """,
    };

    private static string Sentence(AlertRecord alert) => alert.Limit == LimitNames.SpendCap
        ? string.Create(CultureInfo.InvariantCulture, $"This period is estimated to cost ${alert.Used:0.00####} so far, {alert.Threshold} % of your cap of ${alert.Allowed:0.00##}.")
        : string.Create(CultureInfo.InvariantCulture, $"You have used {alert.Used:N0} of {alert.Allowed:N0} {NameOf(alert.Limit)}, {alert.Threshold} % of what your plan allows.");

    private static string NameOf(string limit) => Names.GetValueOrDefault(limit, limit);
}
