using Webhost.Cli.Tests.Support;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Alerts;

public sealed class AlertsTests : CliTest
{
    [Fact]
    public async Task Alerts_are_set_and_the_secret_is_shown()
    {
        var outcome = await Cli.RunAsync("alerts", "set", "--webhook", "https://example.com/hook", "--email", "ada@example.com", "--threshold", "80", "--threshold", "100");

        var request = Assert.Single(Api.Usage.AlertRequests);
        Assert.Equal(("https://example.com/hook", "ada@example.com"), (request.WebhookUrl, request.Email));
        Assert.Equal([80, 100], request.Thresholds!);
        Assert.Contains("whsec_secret", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("not confirmed", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("webhost alerts confirm", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_whose_answer_may_hold_the_secret_is_not_sent_twice()
    {
        Api.FailNext("PUT", "/v1/billing/alerts", 503, ErrorCode.Internal, "Away.", retryable: true);

        Assert.Equal(1, (await Cli.RunAsync("alerts", "set", "--webhook", "https://example.com/hook")).ExitCode);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task What_was_sent_and_what_failed_is_shown()
    {
        var outcome = await Cli.RunAsync("alerts", "show");

        Assert.Matches("(?m)^alerts +off$", outcome.Output);
        Assert.Contains("webhook failed after 7: The receiver answered 503.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("5.5", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("alt_1", Assert.Single((await Cli.RunAsync("alerts", "show", "--json")).Json<AlertsView>().Alerts).AlertId);
    }

    [Fact]
    public async Task An_address_is_confirmed_with_its_code_and_alerts_are_switched_off()
    {
        Assert.Contains("ada@example.com", (await Cli.RunAsync("alerts", "confirm", "1234567890")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Cli.RunAsync("alerts", "confirm", "0")).ExitCode);
        Assert.Equal("alerts off.\n", (await Cli.RunAsync("alerts", "off")).Output);
    }
}
