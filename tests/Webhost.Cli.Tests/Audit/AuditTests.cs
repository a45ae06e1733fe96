using Webhost.Cli.Tests.Support;
using Webhost.Contracts;
using Webhost.Contracts.Audit;

namespace Webhost.Cli.Tests.Audit;

public sealed class AuditTests : CliTest
{
    [Fact]
    public async Task The_log_is_listed_with_its_filters_and_where_it_goes_on()
    {
        var outcome = await Cli.RunAsync("audit", "--action", "secret.*", "--target", "agt_1", "--from", "2026-11-01", "--limit", "5");

        Assert.Equal("GET /v1/audit?action=secret.%2A&target=agt_1&from=2026-11-01T00%3A00%3A00.000Z&limit=5", Assert.Single(Api.Requests));
        Assert.Matches("key_1 +secret.set +TOKEN +open +agentId=agt_1", outcome.Output);
        Assert.Contains("--cursor next", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("aud_1", Assert.Single((await Cli.RunAsync("audit", "--json")).Json<Page<AuditEntry>>().Items).EntryId);
    }

    [Theory]
    [InlineData("--csv", "--json")]
    [InlineData("--csv", "--ndjson")]
    public async Task Formats_that_contradict_each_other_are_refused(params string[] options)
    {
        Assert.Equal(2, (await Cli.RunAsync(["audit", .. options])).ExitCode);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("--csv", "time,entryId\r\n")]
    [InlineData("--ndjson", "{\"entryId\":\"aud_1\"}\n")]
    public async Task The_whole_log_is_written_as_a_file(string option, string written) => Assert.Equal(written, (await Cli.RunAsync("audit", option)).Output);
}
