using System.Globalization;
using Microsoft.Extensions.Options;
using Webhost.Core.Costs;

namespace Webhost.Providers.Cloudflare;

/// <summary>Checks the section <c>Cloudflare</c> at the start and names every key that is missing or malformed.</summary>
internal sealed class CloudflareOptionsCheck(PriceTables prices) : IValidateOptions<CloudflareOptions>
{
    private const int ShortestKey = 32;

    public ValidateOptionsResult Validate(string? name, CloudflareOptions options)
    {
        var problems = new List<string>();
        Require(options.AccountId, nameof(options.AccountId), "the account's id", problems);
        Require(options.ApiToken, nameof(options.ApiToken), "an API token that may edit Workers scripts", problems);
        if (options.Driver == CloudflareDriver.DispatchNamespace)
        {
            Require(options.DispatchNamespace, nameof(options.DispatchNamespace), "the dispatch namespace", problems);
        }

        if (!options.DispatcherUrl.Contains("{script}", StringComparison.Ordinal) && options.DispatchKey.Length < ShortestKey)
        {
            problems.Add(Problem(nameof(options.DispatchKey), $"must be the dispatcher Worker's secret DISPATCH_KEY, of at least {ShortestKey} characters"));
        }

        RequireUrl(options.ApiBaseUrl, nameof(options.ApiBaseUrl), problems);
        RequireUrl(options.DispatcherUrl.Replace("{script}", "x", StringComparison.Ordinal), nameof(options.DispatcherUrl), problems);
        if (!DateOnly.TryParseExact(options.CompatibilityDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            problems.Add(Problem(nameof(options.CompatibilityDate), "must be a date such as 2026-11-01"));
        }

        RequirePositive(options.CpuMs, nameof(options.CpuMs), problems);
        RequirePositive(options.Subrequests, nameof(options.Subrequests), problems);
        RequirePositive(options.MaximumScriptBytes, nameof(options.MaximumScriptBytes), problems);
        RequirePositive(options.ApiCallsPerSecond, nameof(options.ApiCallsPerSecond), problems);
        RequirePositive(options.ApiBurst, nameof(options.ApiBurst), problems);
        RequirePositive(options.ApiAttempts, nameof(options.ApiAttempts), problems);
        RequirePositive(options.MaximumOutputBytes, nameof(options.MaximumOutputBytes), problems);
        RequirePositive(options.ApiTimeout.Ticks, nameof(options.ApiTimeout), problems);
        RequirePositive(options.ProbeTimeout.Ticks, nameof(options.ProbeTimeout), problems);
        RequirePositive(options.MaximumInvocation.Ticks, nameof(options.MaximumInvocation), problems);
        RequirePositive(options.SessionTimeToLive.Ticks, nameof(options.SessionTimeToLive), problems);
        if (options.ObservabilitySampling is < 0 or > 1)
        {
            problems.Add(Problem(nameof(options.ObservabilitySampling), "must lie between 0 and 1"));
        }

        if (prices.Of(CloudflareRuntimeProvider.Name).Count == 0)
        {
            problems.Add($"The settings Prices__{CloudflareRuntimeProvider.Name}__0__… are missing: what the runtime '{CloudflareRuntimeProvider.Name}' costs.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void Require(string value, string key, string what, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(Problem(key, $"is missing: {what}"));
        }
    }

    private static void RequireUrl(string value, string key, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(Problem(key, "is missing: an absolute http or https address"));
        }
        else if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            problems.Add(Problem(key, "must be an absolute http or https address"));
        }
    }

    private static void RequirePositive(double value, string key, List<string> problems)
    {
        if (value <= 0)
        {
            problems.Add(Problem(key, "must be greater than 0"));
        }
    }

    private static string Problem(string key, string what) => $"The setting {CloudflareOptions.Section}__{key} {what}. Without any setting of this section the runtime 'cloudflare' is off.";
}
