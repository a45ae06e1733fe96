using Webhost.Cli.Metrics;
using Webhost.Cli.Shell;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Limits;
using Webhost.Contracts.Metrics;

namespace Webhost.Cli.Tests.Metrics;

public sealed class AccountTests : CliTest
{
    [Fact]
    public async Task Metrics_are_totals_with_sparklines_and_a_table_of_the_busy_steps()
    {
        var outcome = await Cli.RunAsync("metrics", "agt_1", "--from", "2026-11-01", "--to", "2026-11-02", "--step", "1h");

        Assert.Matches("(?m)^requests +6 +▅▁█$", outcome.Output);
        Assert.Contains("1 (tool 1)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("$0.0012 (estimated)", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(2, outcome.Output.Split("2026-11-01 ").Length - 1 - 2);
        Assert.Equal("GET /v1/agents/agt_1/metrics?from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-02T00%3A00%3A00.000Z&step=3600", Assert.Single(Api.Requests));
        Assert.Equal(3, (await Cli.RunAsync("metrics", "agt_1", "--json")).Json<AgentMetrics>().Series.Count);
    }

    [Fact]
    public async Task Metrics_of_an_agent_that_moved_compare_its_runtimes()
    {
        Api.Runtime.Runtimes = new Dictionary<string, RuntimeMetrics>(StringComparer.Ordinal)
        {
            ["cloudflare"] = new() { Requests = 4, Errors = 0, Tokens = 100, ComputeMs = 200, CostUsd = 0.0002, P50Ms = 40, P95Ms = 60, P99Ms = 61 },
            ["agentcore"] = new() { Requests = 2, Errors = 1, Tokens = 20, ComputeMs = 100, CostUsd = 0.001, P50Ms = 400, P95Ms = 600, P99Ms = 610 },
        };

        var outcome = await Cli.RunAsync("metrics", "agt_1", "--from", "2026-11-01", "--to", "2026-11-02");

        Assert.Matches("(?m)^agentcore +2 +1 +50.0% +20 +400 +600 +610 +0.001 +0.50", outcome.Output);
        Assert.Matches("(?m)^cloudflare +4 +0 +0.0% +100 +40 +60 +61 +0.0002 +0.05", outcome.Output);
    }

    [Fact]
    public async Task Metrics_of_all_agents_are_totals_and_a_line_for_each_the_busiest_first()
    {
        Api.Agents.Add("idle");
        Api.Agents.Add("busy");
        Api.Agents.PageSize = 1;

        var outcome = await Cli.RunAsync("metrics", "--all", "--from", "2026-11-01", "--to", "2026-11-02");

        Assert.Matches("(?m)^requests +6 *$", outcome.Output);
        Assert.Matches("(?ms)^busy +6 +1 +120 +0.0012 +▅▁█.*^idle +0 +0 +0 +0.00 +▁▁▁", outcome.Output);
        Assert.Equal("GET /v1/metrics?from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-02T00%3A00%3A00.000Z", Api.Requests.First());
        Assert.Equal(2, (await Cli.RunAsync("metrics", "--all", "--json")).Json<AccountMetrics>().Agents.Count);
    }

    [Fact]
    public async Task Metrics_of_all_agents_are_not_of_one()
    {
        var outcome = await Cli.RunAsync("metrics", "busy", "--all");

        Assert.Equal(ExitCode.Usage, outcome.ExitCode);
        Assert.Contains("'busy'", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData(new double[] { }, "")]
    [InlineData(new double[] { 0, 0 }, "▁▁")]
    [InlineData(new double[] { 0, 1, 100 }, "▁▂█")]
    public void A_sparkline_shows_small_values_above_none(double[] values, string expected) => Assert.Equal(expected, Sparkline.Of(values));

    [Fact]
    public void A_long_sparkline_is_summed_into_a_short_one() => Assert.Equal(60, Sparkline.Of(Enumerable.Repeat(1.0, 120)).Length);

    [Fact]
    public async Task Errors_and_sessions_are_listed_and_a_transcript_read()
    {
        var errors = await Cli.RunAsync("errors", "agt_1");
        var list = await Cli.RunAsync("sessions", "list", "agt_1");
        var one = await Cli.RunAsync("sessions", "get", "s/1", "--agent", "agt_1");
        var gone = await Cli.RunAsync("sessions", "delete", "s1", "--agent", "agt_1");

        Assert.Contains("The tool failed.", errors.Output, StringComparison.Ordinal);
        Assert.Contains("s1", list.Output, StringComparison.Ordinal);
        Assert.Contains("user:\nhello there", one.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(0, gone.ExitCode);
    }

    [Fact]
    public async Task A_key_goes_to_standard_output_alone_so_that_it_can_be_kept_in_a_file()
    {
        var outcome = await Cli.RunAsync("keys", "create", "ci", "--scope", "deploy", "--scope", "read", "--agent", "agt_1", "--expires", "2027-01-01");

        var request = Assert.Single(Api.Account.KeyRequests);
        Assert.Equal("whk_secret\n", outcome.Output);
        Assert.Equal(["deploy", "read"], request.Scopes);
        Assert.Equal(("agt_1", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), (request.AgentId, request.ExpiresAt));
    }

    [Fact]
    public async Task Keys_are_listed_and_revoked_and_want_a_scope()
    {
        var list = await Cli.RunAsync("keys", "list");
        var revoked = await Cli.RunAsync("keys", "revoke", "key_1");
        var without = await Cli.RunAsync("keys", "create", "ci");
        var json = await Cli.RunAsync("keys", "create", "ci", "--scope", "invoke", "--json");

        Assert.Contains("read,deploy", list.Output, StringComparison.Ordinal);
        Assert.Equal((0, 2), (revoked.ExitCode, without.ExitCode));
        Assert.Equal("whk_secret", json.Json<ApiKeyCreated>().Key);
    }

    [Fact]
    public async Task A_rotated_key_s_secret_goes_to_standard_output_alone_and_the_end_of_the_one_before_is_told()
    {
        var plain = await Cli.RunAsync("keys", "rotate", "key_1");
        var late = await Cli.RunAsync("keys", "rotate", "key_1", "--grace", "24h", "--json");
        var now = await Cli.RunAsync("keys", "rotate", "key_1", "--grace", "0s");
        var wrong = await Cli.RunAsync("keys", "rotate", "key_1", "--grace", "soon");

        Assert.Equal([("key_1", null), ("key_1", 86_400), ("key_1", 0)], Api.Account.RotationRequests);
        Assert.Equal(("whk_another\n", "rot_1", "whk_another\n"), (plain.Output, late.Json<ApiKeyCreated>().ApiKey.RotationId, now.Output));
        Assert.Contains("The one before (whk_sec…) works until ", plain.Error, StringComparison.Ordinal);
        Assert.Contains("The one before has ended.", now.Error, StringComparison.Ordinal);
        Assert.Equal(2, wrong.ExitCode);
    }

    [Fact]
    public async Task Limits_show_what_is_used_of_what_is_allowed()
    {
        var outcome = await Cli.RunAsync("limits");

        Assert.Contains("Plan free, period 2026-11 (from 2026-11-01 00:00:00Z to 2026-12-01 00:00:00Z)", outcome.Output, StringComparison.Ordinal);
        Assert.Matches("requestsPerMonth +2,500 +10,000 +█████░", outcome.Output);
        Assert.Matches(@"spendCapUsd +1\.2345 +5 +█████░", outcome.Output);
        Assert.Matches("agents +1 +unlimited", outcome.Output);
    }

    [Fact]
    public async Task Limits_are_there_for_scripts()
    {
        var view = (await Cli.RunAsync("limits", "--json")).Json<LimitsView>();

        Assert.Equal(("free", new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)), (view.Tier, view.PeriodEnd));
        Assert.Equal(1.2345m, view.Limits.Single(limit => limit.Name == "spendCapUsd").Used);
    }
}
