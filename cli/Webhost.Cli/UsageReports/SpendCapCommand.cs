using System.CommandLine;
using System.Globalization;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.UsageReports;

namespace Webhost.Cli.UsageReports;

/// <summary><c>webhost spend-cap</c>.</summary>
internal static class SpendCapCommand
{
    private const string None = "none";

    public static Command Create(CommandRunner runner)
    {
        var usd = new Argument<string>("usd") { Description = "US dollars, or 'none' to take the cap away." };
        return runner.Bind(
            new CliCommand("spend-cap", "Set the most that a billing period may cost, by estimate. 'webhost usage' shows it.", "webhost spend-cap 50", "webhost spend-cap none") { usd },
            async (context, cancellationToken) =>
            {
                var request = new SpendCapRequest { Usd = Parse(context.Get(usd)!) };
                var cap = await context.Api.SendAsync<SpendCap>(new ApiRequest(HttpMethod.Put, "v1/billing/spend-cap").With(request), cancellationToken);
                if (context.Terminal.Json)
                {
                    context.Terminal.WriteJson(cap);
                    return;
                }

                context.Terminal.Line(cap.Usd is { } set ? $"Spend cap: {Dollars.Of(set)} a period." : "No spend cap.");
            });
    }

    private static decimal? Parse(string text) => string.Equals(text, None, StringComparison.OrdinalIgnoreCase) ? null
        : decimal.TryParse(text.TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) ? usd
        : throw CliException.Usage($"'{text}' is no amount. Give US dollars such as 50, or '{None}'.");
}
