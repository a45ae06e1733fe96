using System.Net.Mail;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Errors;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Alerts;

/// <summary>What alert settings may hold.</summary>
internal static class AlertRules
{
    private const int MaximumThresholds = 10;
    private const int MaximumEmail = 254;

    /// <summary>The thresholds when none are named.</summary>
    public static readonly IReadOnlyList<int> Thresholds = [50, 75, 90, 100];

    /// <summary>Everything that is wrong with a request.</summary>
    public static List<Problem> Check(AlertsRequest request, bool emailIsSetUp, WebhookOptions webhooks)
    {
        var problems = new List<Problem>();
        if (request.WebhookUrl is null && request.Email is null)
        {
            problems.Add(new Problem("body", "Name a 'webhookUrl', an 'email', or both. To switch alerts off, delete them."));
        }

        if (request.WebhookUrl is { } url && !WebhookAddress.Check("webhookUrl", url, webhooks).TryGet(out _, out var failure))
        {
            problems.Add(new Problem("webhookUrl", failure.Message));
        }

        if (request.Email is { } email && !emailIsSetUp)
        {
            problems.Add(new Problem("email", "This installation sends no e-mail. Leave 'email' out and use a webhook, or ask its operator to set the section 'Email' up."));
        }
        else if (request.Email is { } address && !IsEmail(address))
        {
            problems.Add(new Problem("email", "Give one e-mail address such as ada@example.com."));
        }

        if (request.Thresholds is { } thresholds && (thresholds.Count is 0 or > MaximumThresholds || thresholds.Any(threshold => threshold is < 1 or > 100) || thresholds.Distinct().Count() != thresholds.Count))
        {
            problems.Add(new Problem("thresholds", $"Give 1 to {MaximumThresholds} different whole percentages from 1 to 100."));
        }

        return problems;
    }

    private static bool IsEmail(string text) =>
        text.Length <= MaximumEmail && text.All(letter => letter is > ' ' and < '\u007f') && MailAddress.TryCreate(text, out var address) && string.Equals(address.Address, text, StringComparison.Ordinal);
}
