using Webhost.Cli.Tests.Support;
using Webhost.Contracts.UsageReports;

namespace Webhost.Cli.Tests.UsageReports;

public sealed class UsageTests : CliTest
{
    [Fact]
    public async Task Usage_is_shown_with_what_is_estimated_and_what_is_stated()
    {
        var outcome = await Cli.RunAsync("usage", "--period", "2026-11");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("GET /v1/billing/usage?period=2026-11", Assert.Single(Api.Requests));
        Assert.Contains("$0.75 (estimated; $0.50 stated for a part)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("$7.50 (estimated, linear)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("agt_2 (removed)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("cloudflare since 2026-01-01, https://example.com/prices", outcome.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^support +1,200 +34,000 +5,000 ", outcome.Output);
        Assert.Matches("(?m)^requestsPerMonth +1,200 +10,000 ", outcome.Output);
        Assert.Equal("2026-11", (await Cli.RunAsync("usage", "--json")).Json<UsageReport>().Period);
    }

    [Fact]
    public async Task Usage_as_a_table_goes_to_standard_output_as_it_comes()
    {
        var outcome = await Cli.RunAsync("usage", "--csv");

        Assert.Equal("day,agentId\r\n2026-11-01,agt_1\r\n", outcome.Output);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task A_table_can_t_be_json()
    {
        var outcome = await Cli.RunAsync("usage", "--csv", "--json");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--csv and --json contradict each other.", outcome.Envelope().Message, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("50", 50.0)]
    [InlineData("$12.5", 12.5)]
    [InlineData("none", null)]
    public async Task A_spend_cap_is_set_and_taken_away(string argument, double? usd)
    {
        var outcome = await Cli.RunAsync("spend-cap", argument);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal((decimal?)usd, Assert.Single(Api.Usage.Caps));
        Assert.Contains(usd is null ? "No spend cap" : "Spend cap: $", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spend_cap_that_is_no_amount_is_refused_here()
    {
        Assert.Equal(2, (await Cli.RunAsync("spend-cap", "much")).ExitCode);
        Assert.Empty(Api.Requests);
    }
}
