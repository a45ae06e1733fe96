using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Webhost.Core.Limits;
using Webhost.Core.Plans;

namespace Webhost.Functions.Limits;

/// <summary>Tells a client how it stands, in the fields of the widely used draft (draft-ietf-httpapi-ratelimit-headers; docs/limits.md).</summary>
internal static class RateLimitHeaders
{
    private const string Limit = "RateLimit-Limit";
    private const string Remaining = "RateLimit-Remaining";
    private const string Reset = "RateLimit-Reset";
    private const string Policy = "RateLimit-Policy";

    private static readonly ConcurrentDictionary<(string Tier, long PeriodSeconds), string> Policies = new();

    /// <summary>Writes how the client stands with the limit that is used up first; nothing where there is no limit.</summary>
    public static void Write(HttpResponse response, in LimitStanding standing)
    {
        if (standing.Limit is { } limit)
        {
            response.Headers[Limit] = limit.ToString(CultureInfo.InvariantCulture);
            response.Headers[Remaining] = standing.Remaining.ToString(CultureInfo.InvariantCulture);
            response.Headers[Reset] = Seconds(standing.ResetsIn).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Writes which limits there are for invocations.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="plan">The caller's plan.</param>
    /// <param name="period">The length of the billing period.</param>
    public static void WritePolicy(HttpResponse response, Plan plan, TimeSpan period) =>
        response.Headers[Policy] = Policies.GetOrAdd((plan.Tier, (long)period.TotalSeconds), static (key, plan) => PolicyOf(plan, key.PeriodSeconds), plan);

    /// <summary>Whole seconds, never too few.</summary>
    public static long Seconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds));

    private static string PolicyOf(Plan plan, long periodSeconds)
    {
        var policies = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{plan.RequestsPerSecondPerAgent};w=1;comment=\"{LimitNames.RequestsPerSecondPerAgent}\""),
            string.Create(CultureInfo.InvariantCulture, $"{plan.RequestsPerSecondPerUser};w=1;comment=\"{LimitNames.RequestsPerSecondPerUser}\""),
        };
        if (plan.RequestsPerMonth is { } requests)
        {
            policies.Add(string.Create(CultureInfo.InvariantCulture, $"{requests};w={periodSeconds};comment=\"{LimitNames.Requests}\""));
        }

        return string.Join(", ", policies);
    }
}
