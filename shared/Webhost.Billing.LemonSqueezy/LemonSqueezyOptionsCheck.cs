using System.Globalization;
using Microsoft.Extensions.Options;
using Webhost.Core.Plans;

namespace Webhost.Billing.LemonSqueezy;

/// <summary>Checks the section <c>LemonSqueezy</c> at the start and names every key that is missing or malformed.</summary>
internal sealed class LemonSqueezyOptionsCheck : IValidateOptions<LemonSqueezyOptions>
{
    // The larger plans may be sold by contract alone.
    private static readonly string[] RequiredPlans = ["starter", "pro"];

    public ValidateOptionsResult Validate(string? name, LemonSqueezyOptions options)
    {
        var problems = new List<string>();
        Require(options.ApiKey, nameof(options.ApiKey), "an API key of the store", problems);
        Require(options.WebhookSecret, nameof(options.WebhookSecret), "the secret that webhooks are signed with", problems);
        RequireId(options.StoreId, nameof(options.StoreId), "the store's id", problems);
        if (options.TestMode is null)
        {
            problems.Add(Problem(nameof(options.TestMode), "is missing: true or false"));
        }

        if (!Uri.TryCreate(options.ApiBaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            problems.Add(Problem(nameof(options.ApiBaseUrl), "must be an absolute http or https address"));
        }

        CheckVariants(options, problems);
        RequirePositive(options.ApiCallsPerMinute, nameof(options.ApiCallsPerMinute), problems);
        RequirePositive(options.ApiAttempts, nameof(options.ApiAttempts), problems);
        RequirePositive(options.ApiTimeout.Ticks, nameof(options.ApiTimeout), problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckVariants(LemonSqueezyOptions options, List<string> problems)
    {
        foreach (var plan in RequiredPlans.Where(plan => options.Sold.All(sold => sold.Tier != plan)))
        {
            problems.Add(Problem($"{nameof(options.Variants)}__{plan}", "is missing: the id of the variant that the plan is sold as"));
        }

        foreach (var (tier, variant) in options.Sold)
        {
            if (PlanCatalog.RankOf(tier) <= 0)
            {
                problems.Add(Problem($"{nameof(options.Variants)}__{tier}", "names no plan that is sold"));
            }

            RequireId(variant, $"{nameof(options.Variants)}__{tier}", "the id of the variant that the plan is sold as", problems);
        }

        foreach (var (tier, variant) in options.Sold.GroupBy(sold => sold.Variant, StringComparer.Ordinal).Where(group => group.Count() > 1).SelectMany(group => group))
        {
            problems.Add(Problem($"{nameof(options.Variants)}__{tier}", $"is '{variant}', which is the variant of another plan too"));
        }

        foreach (var plan in options.Metered.Where(plan => options.Sold.All(sold => sold.Tier != plan)))
        {
            problems.Add(Problem(nameof(options.MeteredPlans), $"names '{plan}', which is not sold"));
        }
    }

    private static void Require(string value, string key, string what, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(Problem(key, $"is missing: {what}"));
        }
    }

    private static void RequireId(string value, string key, string what, List<string> problems)
    {
        Require(value, key, what, problems);
        if (!string.IsNullOrWhiteSpace(value) && !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            problems.Add(Problem(key, "must be a whole number"));
        }
    }

    private static void RequirePositive(double value, string key, List<string> problems)
    {
        if (value <= 0)
        {
            problems.Add(Problem(key, "must be greater than 0"));
        }
    }

    private static string Problem(string key, string what) => $"The setting {LemonSqueezyOptions.Section}__{key} {what}. Without any setting of this section billing is off.";
}
